"""Adds Group.is_academy.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0001_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='group',
            name='is_academy',
            field=models.BooleanField(db_default=False, default=False, verbose_name='participants of an Academy'),
        ),
    ]
