"""Which uploaded files a reader may see: those of the posts and messages that they may read."""

from typing import Any

from django.db.models import Q

from accounts import permissions
from forum.chat.models import Room
from forum.themes.models import Theme
from forum.topics.models import Topic


def visible_uses(member: Any) -> Q:
    """The condition on the rows of forum.uploads.models.UploadUse, as `hooks.visible_uses`."""
    topics, rooms = Topic.objects.visible_to(member), Room.objects.visible_to(member)
    in_post = Q(post__topic__in=topics) & _shown_to(member, "post", ["topic__theme"])
    themes_of_room = ["room__theme", "room__topic__theme"]
    in_message = Q(message__room__in=rooms) & _shown_to(member, "message", themes_of_room)
    return in_post | in_message


def _shown_to(member: Any, text: str, themes: list[str]) -> Q:
    """Not deleted, and not hidden. Facilitators of the theme also read hidden texts, and
    administrators those of every theme.
    """
    shown = Q(**{f"{text}__deleted_at": None})
    not_hidden = Q(**{f"{text}__hidden_at": None})
    if not member.pk:
        return shown & not_hidden
    if permissions.may_administer(member):
        return shown
    for theme in themes:
        own = Theme.objects.facilitated_by(member)
        not_hidden |= Q(**{f"{text}__{theme}__in": own})
    return shown & not_hidden
