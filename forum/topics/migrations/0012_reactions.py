"""Adds Post.reactions.

Locks: none beyond the change. Rows: none. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('topics', '0011_slow_mode'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='reactions',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
    ]
