"""Every address of the site, and a scene with an object for each of them."""

import itertools
import uuid
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from accounts.models import Member
from forum.chat.models import Room
from forum.enquiries import actions as enquiries
from forum.mail import links
from forum.mail.incoming.models import ReceivedMail
from forum.notifications.models import Notification
from forum.reports import actions as reports
from forum.topics import actions as topics
from forum.topics.models import Topic
from tests import factories as make


class Scene(NamedTuple):
    """Something unread of every kind for `member`, and a value for each argument of the URLs."""

    member: Member
    topic: Topic
    room: Room
    arguments: dict[str, Any]


def make_scene() -> Scene:
    reader, author = make.member("reader", is_staff=True), make.member("author")
    Member.objects.filter(pk=reader.pk).update(last_seen_at=None)
    theme = make.theme("care", facilitators=(reader,))
    topic = make.topic(author, within=theme, title="Care")
    post = make.post(topic, author, "Hello @reader.")
    topics.edit(post, author, source="Better, @reader.", language="en", version=1)
    room = make.room(make.topic(author, within=theme))
    make.message(room, author)
    by = {"member": reader, "by": author, "kind": "mention", "number": 1}
    notification = Notification.objects.create(topic=topic, **by)
    Notification.objects.create(room=room, **by)
    enquiry = enquiries.write(theme, author, author, source="Hi", nonce=uuid.uuid4()).enquiry
    conversation = make.private_conversation(author, reader)
    report = reports.report(post, make.member("reporter"), why="Is this true?")
    held = make.held_post(topic, make.member("newcomer"))
    mail = ReceivedMail.objects.store(member=reader, sender=reader.email, message_id="<1@x>")
    arguments: dict[str, Any] = {
        "received_id": mail.pk,
        "topic_id": topic.pk,
        "room_id": room.pk,
        "notification_id": notification.pk,
        "report_id": report.pk,
        "held_id": held.pk,
        "enquiry_id": enquiry.pk,
        "conversation_id": conversation.pk,
        "slug": [topic.slug, theme.slug],
        "number": 1,
        "block": 0,
        "language": "en",
        "extension": ["atom", "json"],
        "community": "practitioner",
        "version": "x",
        "handle": "author",
        "stream": [f"topic:{topic.pk}", f"room:{room.pk}", conversation.stream_name],
        "place": f"topic-{topic.pk}",
        "object_id": [reader.pk, theme.pk],
        "content_type_id": 1,
        "app_label": "accounts",
        "draft_id": 1,
        "session_id": 1,
        "member_id": author.pk,
        "pk": 1,
        "key": "x",
        "uidb36": "1",
        "url": "accounts/",
        "token": links.make(links.STOP, reader.pk, "reply").split("/")[-2],
    }
    return Scene(reader, topic, room, arguments)


def all_urls(arguments: dict[str, Any]) -> list[str]:
    """Every address of the resolver, with each combination of the values of its arguments."""
    urls = []
    for pattern in get_resolver().url_patterns:
        for route, names in _routes(pattern):
            values = [_values(arguments, name) for name in names]
            for combination in itertools.product(*values):
                urls.append("/" + route % dict(zip(names, combination, strict=True)))
    return urls


def _values(arguments: dict[str, Any], name: str) -> list[Any]:
    value = arguments.get(name, 1)
    return value if isinstance(value, list) else [value]


def _routes(pattern: URLPattern | URLResolver) -> list[tuple[str, list[str]]]:
    """(route with %(name)s, names) of one pattern, or of all that it includes."""
    regex = pattern.pattern.regex.pattern
    own = [(route.lstrip("/"), names) for route, names in normalize(regex)]
    if isinstance(pattern, URLPattern):
        return own
    inner = [route for child in pattern.url_patterns for route in _routes(child)]
    return [(before + after, [*names, *more]) for before, names in own for after, more in inner]
