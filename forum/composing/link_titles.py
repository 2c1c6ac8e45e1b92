"""The title behind an address of ours, as a Markdown link."""

import re
from typing import Any

from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from forum import markup
from forum.chat.models import Room
from forum.themes.models import Theme
from forum.topics.models import Topic

_ITEM = re.compile(r"(?:post|message)-(\d{1,9})\Z", re.ASCII)
POSTS = {"topics:topic", "topics:post_at", "topics:post_at_slug", "topics:post", "topics:post_slug"}
MESSAGES = {"chat:room", "chat:message_at", "chat:message"}


def link_with_title(path: str, fragment: str, reader: Any) -> str:
    """A Markdown link with the title of what `path` leads to; "" for what `reader` does not see, or is no such page."""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    item = _ITEM.match(fragment)
    number = found.kwargs.get("number") or (int(item[1]) if item else 0)
    if found.view_name in POSTS:
        return _post(Topic.objects.visible_to(reader).filter(pk=found.kwargs["topic_id"]), number)
    if found.view_name in MESSAGES:
        rooms = Room.objects.visible_to(reader).with_theme_and_topic()
        return _message(rooms.filter(pk=found.kwargs["room_id"]), number)
    if found.view_name == "topics:theme":
        theme = Theme.objects.filter(slug=found.kwargs["slug"]).first()
        return markup.markdown_link(theme.name, theme.get_absolute_url()) if theme else ""
    return ""


def _post(topics: QuerySet[Topic], number: int) -> str:
    topic = topics.first()
    if topic is None:
        return ""
    post = topic.posts.select_related("author").filter(number=number).first() if number else None
    if post is None:
        return markup.markdown_link(topic.title, topic.get_absolute_url())
    name = post.author.get_full_name()
    words = _("%(title)s, post %(number)s by %(name)s") % {
        "title": topic.title,
        "number": number,
        "name": name,
    }
    return markup.markdown_link(words, topic.post_url(number))


def _message(rooms: QuerySet[Room], number: int) -> str:
    room = rooms.first()
    if room is None:
        return ""
    message = (
        room.messages.select_related("author").filter(number=number).first() if number else None
    )
    if message is None:
        return markup.markdown_link(
            _("Chat room: %(title)s") % {"title": room.title}, room.get_absolute_url()
        )
    name = message.author.get_full_name()
    words = _("%(title)s, message %(number)s by %(name)s") % {
        "title": room.title,
        "number": number,
        "name": name,
    }
    return markup.markdown_link(words, f"{room.get_absolute_url()}{number}")
