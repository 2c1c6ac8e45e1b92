"""Creates Draft. Locks: none. Rows: none. Back: yes."""


import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=60)),
                ('fields', models.JSONField(default=dict)),
                ('closed', models.BooleanField(default=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'place'), name='draft_once')],
            },
        ),
    ]
