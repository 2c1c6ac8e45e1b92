"""Adds the table of backups.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('place', models.CharField(max_length=500)),
                ('started_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('verified_at', models.DateTimeField(null=True)),
                ('size', models.PositiveBigIntegerField(db_default=0, default=0)),
                ('error', models.TextField(blank=True, db_default='', default='')),
            ],
        ),
    ]
