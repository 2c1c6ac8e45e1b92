"""What a topic's page for visitors is made from, beside its posts: every change of them takes a mark of the topic."""

from functools import cache
from operator import attrgetter

from django.conf import settings
from django.db import connection

from forum.topics.models import Topic

Version = tuple[object, ...]
FIELDS = ("last_mark", "theme__slug", *(f"theme__name_{code}" for code, _name in settings.LANGUAGES))


def in_hand(topic: Topic) -> Version:
    return tuple(attrgetter(*(field.replace("__", ".") for field in FIELDS))(topic))


def of(topic_id: int) -> Version | None:
    """The version there is now; asked for every page that is shown again, so the ORM makes its query only once."""
    with connection.cursor() as cursor:
        cursor.execute(_query(), [topic_id])
        return cursor.fetchone()


@cache
def _query() -> str:
    any_topic = Topic.objects.filter(pk=0).values_list(*FIELDS)
    return str(any_topic.query.sql_with_params()[0])
