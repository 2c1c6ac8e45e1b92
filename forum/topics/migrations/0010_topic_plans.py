"""Adds when a topic is unpinned, closed and reopened, and who planned it.

Locks: topics, for a moment. Rows: none changed. Reversible: yes. Old release works beside it: yes.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("topics", "0009_topic_hidden_why"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.AddField("topic", name, models.DateTimeField(editable=False, null=True))
            for name in ("pinned_until", "closes_at", "reopens_at")
        ),
        migrations.AddField(
            "topic",
            "planned_by",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "topic",
            models.Index(
                condition=models.Q(
                    ("pinned_until__isnull", False),
                    ("closes_at__isnull", False),
                    ("reopens_at__isnull", False),
                    _connector="OR",
                ),
                fields=["id"],
                name="topic_planned",
            ),
        ),
    ]
