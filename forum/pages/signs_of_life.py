"""How many are here, for the home page. The counts are some minutes old, so they cost little."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Member
from forum.chat.models import Room, room_stream_name
from forum.live import presence
from forum.topics.models import Post

COUNTED_EVERY = 10 * 60  # seconds
ROOMS_COUNTED_EVERY = 30  # seconds
WEEK = timedelta(days=7)
_COUNTS, _ROOMS = "signs_of_life:counts", "signs_of_life:rooms"


class SignsOfLife(NamedTuple):
    members: int
    countries: int
    posts: int  # of the last seven days
    people: int  # in rooms now


class ActiveRoom(NamedTuple):
    room: Room
    people: int


def read() -> SignsOfLife:
    counts: Any = cache.get_or_set(_COUNTS, _count, COUNTED_EVERY)
    members, countries, posts = counts
    return SignsOfLife(members, countries, posts, sum(_people_by_room_id().values()))


def rooms_with_people() -> list[ActiveRoom]:
    """The public rooms with people in them. Only these rooms are read."""
    people = _people_by_room_id()
    if not people:
        return []
    rooms = Room.objects.visible_to(AnonymousUser()).filter(pk__in=people).with_theme_and_topic()
    return [ActiveRoom(room, people[room.pk]) for room in rooms]


def _people_by_room_id() -> dict[int, int]:
    return cache.get_or_set(_ROOMS, _count_people, ROOMS_COUNTED_EVERY) or {}


def _count_people() -> dict[int, int]:
    """The number of people by room, of the public rooms with messages of the last day."""
    public = Room.objects.visible_to(AnonymousUser())
    room_id_by_stream = {room_stream_name(key): key for key in public.recently_active_ids()}
    present = presence.present_by_stream(list(room_id_by_stream))
    return {room_id_by_stream[stream]: people["count"] for stream, people in present.items()}


def _count() -> tuple[int, int, int]:
    members = Member.objects.filter(closed_at=None, is_active=True, handle__isnull=False)
    countries = members.exclude(country="").values("country").distinct()
    return members.count(), countries.count(), _count_posts_since(timezone.now() - WEEK)


def _count_posts_since(moment: Any) -> int:
    """A binary search over the keys, which grow with time, because created_at has no index."""
    keys = Post.objects.order_by("-pk").values_list("pk", flat=True)
    high = (keys.first() or 0) + 1
    low = 0
    while low < high:
        middle = (low + high) // 2
        post = Post.objects.filter(pk__gte=middle).order_by("pk").values_list("pk", "created_at")
        first = post.first()
        if first and first[1] < moment:
            low = first[0] + 1
        else:
            high = middle
    return Post.objects.public().filter(pk__gte=low).count()
