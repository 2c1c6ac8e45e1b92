"""Adds Member.takes_private_notes.

Locks: none beyond the change. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_trust'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='takes_private_notes',
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
