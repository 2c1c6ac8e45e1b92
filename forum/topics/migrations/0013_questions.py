"""Adds questions with an accepted answer, and an index of questions that have none.

Locks: topics, for a moment. Rows: none changed; no topic is a question yet. Reversible: yes. Old
release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("topics", "0012_reactions")]

    operations = [
        migrations.AddField(
            "topic",
            "is_question",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            "topic", "accepted_number", models.PositiveIntegerField(editable=False, null=True)
        ),
        migrations.AddIndex(
            "topic",
            models.Index(
                condition=models.Q(("accepted_number", None), ("is_question", True)),
                fields=["theme", "-pinned", "-last_post_at", "-id"],
                name="topic_unanswered",
            ),
        ),
    ]
