"""Adds Topic.hidden_why, which the author of a hidden topic reads.

Locks: topics, for a moment. Rows: none changed; topics that are hidden already have no reason.
Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("topics", "0008_restorable")]

    operations = [
        migrations.AddField(
            "topic",
            "hidden_why",
            models.CharField(blank=True, db_default="", editable=False, max_length=300),
        ),
    ]
