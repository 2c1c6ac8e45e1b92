"""What is offered while somebody types: members after an @, topics after a #."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Member
from forum.chat.models import Message, Room
from forum.search.models import Entry, Kind
from forum.search.query_parser import MAX_TERMS
from forum.search.tokenizer import words
from forum.topics.models import Post, Topic

MOST = 8
LOOKED_AT = 500  # the newest posts or messages whose authors are offered first
FITTING = 60  # the newest topics that fit


def members_to_mention(typed: str, reader: Any, line: str = "") -> list[Member]:
    """At most MOST members whose handle or name begins so: those who wrote on `line` first.

    Who wrote there is on its page for everybody to see; of the others those whom `reader` may find.
    """
    if not typed:
        return []
    begun = (
        Q(handle__istartswith=typed) | Q(name__istartswith=typed) | Q(name__icontains=f" {typed}")
    )
    there = Member.objects.filter(begun, closed_at=None, is_active=True, handle__isnull=False)
    written = [pk for pk in _who_wrote(line, reader) if pk != reader.pk]
    near = list(there.filter(pk__in=written).order_by("handle")[:MOST])
    others = Member.objects.listed_to(reader).filter(begun).exclude(pk__in=[*written, reader.pk])
    return [*near, *others.order_by("handle")[: MOST - len(near)]]


def topics_to_link(typed: str, reader: Any) -> list[Topic]:
    """At most MOST visible topics whose titles have every word typed, the last one only begun; the liveliest first."""
    begun = words(typed)[:MAX_TERMS]
    if not begun:
        return []
    entries = Entry.objects.beginning(begun, [Kind.TOPIC], most=FITTING)
    found = Topic.objects.visible_to(reader).filter(pk__in=[entry.key for entry in entries])
    return list(found.select_related("theme").order_by("-last_post_at", "-pk")[:MOST])


def _who_wrote(line: str, reader: Any) -> list[int]:
    """The authors of the newest posts or messages of a line ("topic:17", "room:3") that `reader` may see."""
    kind, _colon, key = line.partition(":")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return []
    items: QuerySet[Any]
    if kind == "topic":
        items = Post.objects.filter(topic__in=Topic.objects.visible_to(reader).filter(pk=key))
    elif kind == "room":
        items = Message.objects.filter(room__in=Room.objects.visible_to(reader).filter(pk=key))
    else:
        return []
    return list(
        dict.fromkeys(items.order_by("-number").values_list("author", flat=True)[:LOOKED_AT])
    )
