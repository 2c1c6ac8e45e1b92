"""Adds Event.progress.

Locks: the table of events, for a moment. Rows: none. Reversible: yes.
Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='progress',
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
    ]
