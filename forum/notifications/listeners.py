"""Who is told of what happened, by the worker. Each listener is safe to repeat, and sees what is there now.

Notifications are consequences of events, so they leave no event of their own.
"""

from collections.abc import Iterable

from accounts.events import MemberClosed
from forum.chat.events import MessageEvent, MessageHidden, MessageReported
from forum.chat.models import Message, Room
from forum.live.publish import nudge
from forum.notifications import recipients
from forum.notifications.models import Kind, Notification, on
from forum.topics.events import PostEdited, PostEvent, PostHidden, PostReported, TopicHidden
from forum.topics.models import Post, Topic


def tell_of_post(event: PostEvent) -> None:
    """Whoever is mentioned, replied to or watching learns of a new post, once and by the strongest reason."""
    post = _post(event)
    if not post.is_gone:
        for kind, members in _by_kind(recipients.of_post(post)).items():
            _tell_once(post.topic, post, kind, members)


def tell_of_edit(event: PostEdited) -> None:
    """Whoever is mentioned only now learns of it; the author, that somebody else changed their words."""
    post = _post(event)
    if not post.is_gone:
        members = recipients.may_see(post.topic, recipients.mentioned(post.source)) - {post.author_id}
        _tell_once(post.topic, post, Kind.MENTION, members)
    if event.by != post.author_id:
        _tell(
            [post.author_id],
            kind=Kind.NOTE,
            topic=post.topic,
            number=post.number,
            by_id=event.by,
            text=event.why,
        )


def tell_of_hiding(event: PostHidden) -> None:
    """The author learns why; nobody is led any more to what is gone."""
    post = _post(event)
    if post.hidden_at and event.by != post.author_id:
        _tell(
            [post.author_id],
            kind=Kind.HIDDEN,
            topic=post.topic,
            number=post.number,
            by_id=event.by,
            text=event.why,
        )
    withdraw_post(event)


def tell_of_hidden_topic(event: TopicHidden) -> None:
    """The author of the topic learns why; it and its room leave everybody's bell."""
    topic = Topic.objects.get(pk=event.topic_id)
    if not topic.hidden_at:
        return
    if event.by != topic.author_id:
        _tell([topic.author_id], kind=Kind.HIDDEN, topic=topic, number=1, by_id=event.by, text=event.why)
    about = Notification.objects.filter(topic=topic) | Notification.objects.filter(room__topic=topic)
    _remove(about.of_posts().values_list("pk", "member"))


def tell_of_report(event: PostReported) -> None:
    post = _post(event)
    members = recipients.caring_for(post.topic.theme, but=event.by)
    _tell(members, kind=Kind.REPORT, topic=post.topic, number=post.number, by_id=event.by, text=event.why)


def withdraw_post(event: PostEvent) -> None:
    """A post went: nobody who has not seen it is led to it any more (decision 11)."""
    post = _post(event)
    if post.is_gone:
        _withdraw(post.topic, post.number)


def tell_of_message(event: MessageEvent) -> None:
    """Whoever a message mentions, new or edited."""
    message = _message(event)
    if not message.is_gone:
        members = recipients.may_see(message.room.topic, recipients.mentioned(message.source)) - {
            message.author_id
        }
        _tell_once(message.room, message, Kind.MENTION, members)


def tell_of_hidden_message(event: MessageHidden) -> None:
    message = _message(event)
    where = {"room": message.room, "number": message.number}
    if message.hidden_at and event.by != message.author_id:
        _tell([message.author_id], kind=Kind.HIDDEN, by_id=event.by, text=event.why, **where)
    withdraw_message(event)


def tell_of_message_report(event: MessageReported) -> None:
    message = _message(event)
    members = recipients.caring_for(message.room.home_theme, but=event.by)
    _tell(members, kind=Kind.REPORT, room=message.room, number=message.number, by_id=event.by, text=event.why)


def withdraw_message(event: MessageEvent) -> None:
    message = _message(event)
    if message.is_gone:
        _withdraw(message.room, message.number)


def forget_member(event: MemberClosed) -> None:
    """A closed account is told nothing, and keeps nothing that it was told."""
    Notification.objects.filter(member=event.member_id).delete()


def _post(event: PostEvent) -> Post:
    return Post.objects.select_related("topic__theme").get(pk=event.post_id)


def _message(event: MessageEvent) -> Message:
    return Message.objects.select_related("room__theme", "room__topic__theme").get(pk=event.message_id)


def _by_kind(told: dict[int, Kind]) -> dict[Kind, list[int]]:
    kinds: dict[Kind, list[int]] = {}
    for member, kind in told.items():
        kinds.setdefault(kind, []).append(member)
    return kinds


def _tell_once(line: Topic | Room, item: Post | Message, kind: Kind, members: Iterable[int]) -> None:
    """Tell those of `members` who were told of this post or message in no way yet."""
    told = Notification.objects.about(line).of_posts().filter(number=item.number)
    known = set(told.values_list("member", flat=True))
    _tell(set(members) - known, kind=kind, number=item.number, by_id=item.author_id, **on(line))


def _tell(members: Iterable[int], **what: object) -> None:
    for member in Notification.objects.tell(members, **what):
        nudge(f"member:{member}")


def _withdraw(line: Topic | Room, number: int) -> None:
    about = Notification.objects.about(line).of_posts().filter(number=number, read_at=None)
    _remove(about.values_list("pk", "member"))


def _remove(rows: Iterable[tuple[int, int]]) -> None:
    """Delete these (key, member) rows, and let the bells of their members count again."""
    rows = list(rows)
    keys = [key for key, _member in rows]
    for start in range(0, len(keys), 500):
        Notification.objects.filter(pk__in=keys[start : start + 500]).delete()
    for member in {member for _key, member in rows}:
        nudge(f"member:{member}")
