"""Fills Position.unread_since, a thousand topics at a time. It continues after an interruption.

Locks: the rows it changes. Rows: every position that is not at the end of its topic. Reversible: yes,
nothing to undo. Old release works beside it: yes.
"""

from django.db import migrations
from django.db.models import F, Max, OuterRef, Subquery

TOPICS = 1000


def fill(apps, schema_editor):
    Position, Post = apps.get_model("following", "Position"), apps.get_model("topics", "Post")
    written = Post.objects.filter(topic=OuterRef("topic"), number__gt=OuterRef("read")).order_by("number")
    behind = Position.objects.filter(unread_since=None, read__lt=F("topic__last_number"))
    last = Position.objects.aggregate(last=Max("topic"))["last"] or 0
    for first in range(1, last + 1, TOPICS):
        some = behind.filter(topic__gte=first, topic__lt=first + TOPICS)
        some.update(unread_since=Subquery(written.values("created_at")[:1]))


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('following', '0002_unread_since'),
        ('topics', '0005_by_age'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
