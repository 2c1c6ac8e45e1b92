"""Adds an index of what each author deleted, for the page that restores it.

Locks: writes to messages, while it is built. Rows: none changed. Reversible: yes. Old release works
beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0003_continues")]

    operations = [
        migrations.AddIndex(
            "message",
            models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["author", "-deleted_at"],
                name="message_restorable",
            ),
        ),
    ]
