"""Adds Member.blocked_ids.

Locks: none. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0017_private_notes'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='blocked_ids',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list, editable=False),
        ),
    ]
