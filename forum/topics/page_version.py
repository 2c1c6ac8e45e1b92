"""What a topic's page for visitors is made from, beside its posts: every change of them takes a mark of the topic."""

from operator import attrgetter

from django.conf import settings

from collective_brain.database.compiled import Compiled
from forum.topics.models import Topic

Version = tuple[object, ...]
FIELDS = (
    "last_mark",
    "theme__slug",
    *(f"theme__name_{code}" for code, _name in settings.LANGUAGES),
)
_now = Compiled(lambda pk: Topic.objects.filter(pk=pk).values_list(*FIELDS))


def in_hand(topic: Topic) -> Version:
    return tuple(attrgetter(*(field.replace("__", ".") for field in FIELDS))(topic))


def of(topic_id: int) -> Version | None:
    """The version there is now."""
    return next(iter(_now.rows(topic_id)), None)
