"""Adds an index of all visible topics by their newest post, for the home page.

Locks: writes to topics, while it is built. Rows: none changed. Reversible: yes. Old release works
beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("topics", "0006_removed_posts")]

    operations = [
        migrations.AddIndex(
            "topic",
            models.Index(
                condition=models.Q(("hidden_at", None)),
                fields=["-last_post_at", "-id"],
                name="topic_newest",
            ),
        ),
    ]
