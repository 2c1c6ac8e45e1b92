"""Adds an index of the names of events, for what administrators did about a member.

Locks: writes to events, while the index is built (seconds for 1,000,000 rows). Rows: none.
Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_event_progress'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['name'], name='event_name'),
        ),
    ]
