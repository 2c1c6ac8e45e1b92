"""Complete what somebody types in the editor: members after an @, topics after a #."""

from typing import Any

from django.db.models import QuerySet

from accounts.member_manager import name_begins_q
from accounts.models import Member
from collective_brain.web.numbers import MAX_KEY, parse_number
from forum.chat.models import Message, Room
from forum.search.models import Entry, Kind
from forum.search.query_parser import MAX_WORDS
from forum.search.tokenizer import words
from forum.topics.models import Post, Topic

MAX_OPTIONS = 8
RECENT_CONTRIBUTIONS = 500  # Their authors come first.
MAX_TOPIC_CANDIDATES = 60  # the newest topics that match


def members_to_mention(typed: str, reader: Any, stream_name: str = "") -> list[Member]:
    """At most MAX_OPTIONS members with a handle or a name in which a word begins with `typed`.

    Recent authors in the stream come first. Everybody sees them on its page, so they need not let
    others find them. All other members must be visible to `reader` in the list of members.
    """
    if not typed:
        return []
    begins_as_typed = name_begins_q(typed)
    author_ids = [pk for pk in _recent_author_ids(stream_name, reader) if pk != reader.pk]
    open_accounts = Member.objects.filter(closed_at=None, is_active=True, handle__isnull=False)
    authors = open_accounts.filter(begins_as_typed, pk__in=author_ids).order_by("handle")
    options = list(authors[:MAX_OPTIONS])
    others = Member.objects.listed_to(reader).filter(begins_as_typed)
    others = others.exclude(pk__in=[*author_ids, reader.pk]).order_by("handle")
    return [*options, *others[: MAX_OPTIONS - len(options)]]


def topics_to_link(typed: str, reader: Any) -> list[Topic]:
    """At most MAX_OPTIONS visible topics with all words typed in the title.

    The last word typed may be the beginning of a longer one. Topics with the latest posts come
    first.
    """
    typed_words = words(typed)[:MAX_WORDS]
    if not typed_words:
        return []
    visible = Entry.objects.visible_to(reader)
    entries = visible.with_title_words(typed_words, [Kind.TOPIC], limit=MAX_TOPIC_CANDIDATES)
    topics = Topic.objects.visible_to(reader).filter(pk__in=[entry.key for entry in entries])
    return list(topics.select_related("theme").order_by("-last_post_at", "-pk")[:MAX_OPTIONS])


def _recent_author_ids(stream_name: str, reader: Any) -> list[int]:
    """The latest authors in the stream ("topic:17", "room:3"), if `reader` may see it."""
    contributions = _visible_contributions(stream_name, reader)
    if contributions is None:
        return []
    newest_first = contributions.order_by("-number")[:RECENT_CONTRIBUTIONS]
    return list(dict.fromkeys(newest_first.values_list("author", flat=True)))


def _visible_contributions(stream_name: str, reader: Any) -> QuerySet[Any] | None:
    kind, _colon, pk = stream_name.partition(":")
    if not parse_number(pk, 0, maximum=MAX_KEY):
        return None
    if kind == "topic":
        return Post.objects.filter(topic__in=Topic.objects.visible_to(reader).filter(pk=pk))
    if kind == "room":
        return Message.objects.filter(room__in=Room.objects.visible_to(reader).filter(pk=pk))
    return None
