"""Adds an index of what each author deleted, for the page that restores it.

Locks: writes to posts, while it is built. Rows: none changed. Reversible: yes. Old release works
beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("topics", "0007_newest")]

    operations = [
        migrations.AddIndex(
            "post",
            models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["author", "-deleted_at"],
                name="post_restorable",
            ),
        ),
    ]
