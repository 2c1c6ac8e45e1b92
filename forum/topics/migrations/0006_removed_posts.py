"""Adds an index of removed posts, so that counts of unread posts can leave them out.

Locks: writes to posts, while it is built. Rows: none changed. Reversible: yes. Old release works
beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("topics", "0005_by_age")]

    operations = [
        migrations.AddIndex(
            "post",
            models.Index(
                condition=models.Q(
                    ("deleted_at__isnull", False), ("hidden_at__isnull", False), _connector="OR"
                ),
                fields=["topic", "number"],
                name="post_removed",
            ),
        ),
    ]
