"""Adds Topic.slow_minutes, how long a member waits between two posts.

Locks: topics, for a moment. Rows: none changed. Reversible: yes. Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("topics", "0010_topic_plans")]

    operations = [
        migrations.AddField(
            "topic",
            "slow_minutes",
            models.PositiveSmallIntegerField(default=0, db_default=0, editable=False),
        ),
    ]
