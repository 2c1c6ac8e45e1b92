"""Turn a URL of this site into a Markdown link with a title."""

import re
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from forum import markup
from forum.chat.models import Room
from forum.themes.models import Theme
from forum.topics.models import Topic

_NUMBER_IN_FRAGMENT = re.compile(r"(?:post|message)-(\d{1,9})\Z", re.ASCII)
TOPIC_VIEWS = {
    "topics:topic",
    "topics:by_number",
    "topics:post_at",
    "topics:post_at_slug",
    "topics:post",
    "topics:post_slug",
}
ROOM_VIEWS = {"chat:room", "chat:message_at", "chat:message"}


def link_with_title(path: str, fragment: str, reader: Any) -> str:
    """A Markdown link to the topic, post, room, message or theme at `path`.

    The link is "" for other pages, and for what `reader` may not see.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    number = match.kwargs.get("number") or _number_in(fragment)
    if match.view_name in TOPIC_VIEWS:
        topic = Topic.objects.visible_to(reader).filter(pk=match.kwargs["topic_id"]).first()
        return _topic_or_post_link(topic, number) if topic else ""
    if match.view_name in ROOM_VIEWS:
        rooms = Room.objects.visible_to(reader).with_theme_and_topic()
        room = rooms.filter(pk=match.kwargs["room_id"]).first()
        return _room_or_message_link(room, number) if room else ""
    if match.view_name == "topics:theme":
        theme = Theme.objects.visible_to(reader).filter(slug=match.kwargs["slug"]).first()
        return markup.markdown_link(theme.name, theme.get_absolute_url()) if theme else ""
    return ""


def _number_in(fragment: str) -> int:
    match = _NUMBER_IN_FRAGMENT.match(fragment)
    return int(match[1]) if match else 0


def _topic_or_post_link(topic: Topic, number: int) -> str:
    post = _contribution(topic.posts, number)
    if post is None:
        return markup.markdown_link(topic.title, topic.get_absolute_url())
    text = _("%(title)s, post %(number)s by %(name)s") % {
        "title": topic.title,
        "number": number,
        "name": post.author.get_full_name(),
    }
    return markup.markdown_link(text, topic.post_url(number))


def _room_or_message_link(room: Room, number: int) -> str:
    message = _contribution(room.messages, number)
    if message is None:
        text = _("Chat room: %(title)s") % {"title": room.title}
        return markup.markdown_link(text, room.get_absolute_url())
    text = _("%(title)s, message %(number)s by %(name)s") % {
        "title": room.title,
        "number": number,
        "name": message.author.get_full_name(),
    }
    return markup.markdown_link(text, f"{room.get_absolute_url()}{number}")


def _contribution(contributions: Any, number: int) -> Any:
    if not number:
        return None
    return contributions.select_related("author").filter(number=number).first()
