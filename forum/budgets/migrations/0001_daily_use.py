"""Adds DailyUse. Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(editable=False)),
                ('stored_bytes', models.PositiveBigIntegerField(db_default=0, default=0, editable=False)),
                ('mentions', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('member', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='daily_use_by_day')],
                'constraints': [models.UniqueConstraint(fields=('member', 'day'), name='daily_use_once')],
            },
        ),
    ]
