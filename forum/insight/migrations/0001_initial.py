"""Adds the table of the days of themes. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('themes', '0005_groups'),
    ]

    operations = [
        migrations.CreateModel(
            name='ThemeDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(editable=False)),
                ('posts', models.PositiveIntegerField(default=0, editable=False)),
                ('writers', models.JSONField(default=dict, editable=False)),
                ('communities', models.JSONField(default=dict, editable=False)),
                ('countries', models.JSONField(default=dict, editable=False)),
                ('languages', models.JSONField(default=dict, editable=False)),
                ('readers', models.PositiveIntegerField(editable=False, null=True)),
                ('silent', models.PositiveIntegerField(editable=False, null=True)),
                ('theme', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.theme')),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='theme_day_by_day')],
                'constraints': [models.UniqueConstraint(fields=('theme', 'day'), name='theme_day_once')],
            },
        ),
    ]
