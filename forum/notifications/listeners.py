"""Who is told of what happened, by the worker. Each listener is safe to repeat, and sees what is there now.

Notifications are consequences of events, so they leave no event of their own.
"""

from collections.abc import Iterable

from django.db.models import Q

from accounts.events import MemberClosed
from forum.chat.events import MessageEvent, MessageHidden, MessageReported
from forum.chat.models import Message
from forum.live.broadcast import nudge
from forum.notifications import recipients
from forum.notifications.models import BATCH, Kind, Notification, on
from forum.topics.events import PostEdited, PostEvent, PostHidden, PostReported, TopicHidden
from forum.topics.models import Post


def tell_of_post(event: PostEvent) -> None:
    """Whoever is mentioned, replied to or watching learns of a new post, once and by the strongest reason."""
    post = _post(event)
    if not post.is_removed:
        for kind, members in _by_kind(recipients.of_post(post)).items():
            _tell_once(post, kind, members)


def tell_of_edit(event: PostEdited) -> None:
    """Whoever is mentioned only now learns of it; the author, that somebody else changed their words."""
    post = _post(event)
    if not post.is_removed:
        _tell_once(post, Kind.MENTION, recipients.of_mentions(post, post.topic))
    if event.by != post.author_id:
        _tell([post.author_id], Kind.NOTE, post, by_id=event.by, text=event.why)


def tell_of_hiding(event: PostHidden) -> None:
    """The author learns why; nobody is led any more to what is gone."""
    _tell_author(_post(event), event)
    withdraw_post(event)


def tell_of_hidden_topic(event: TopicHidden) -> None:
    """The author of the topic learns why; it and its room leave everybody's bell."""
    first = Post.objects.select_related("topic").get(topic=event.topic_id, number=1)
    if not first.topic.hidden_at:
        return
    if event.by != first.topic.author_id:
        _tell([first.topic.author_id], Kind.HIDDEN, first, by_id=event.by, text=event.why)
    about = Notification.objects.filter(Q(topic=first.topic) | Q(room__topic=first.topic))
    _remove(about.of_posts().values_list("pk", "member"))


def tell_of_report(event: PostReported) -> None:
    post = _post(event)
    members = recipients.caring_for(post.topic.theme, but={event.by, post.author_id})
    _tell(members, Kind.REPORT, post, by_id=event.by, text=event.why)


def withdraw_post(event: PostEvent) -> None:
    """A post went: nobody who has not seen it is led to it any more (decision 11)."""
    _withdraw(_post(event))


def tell_of_message(event: MessageEvent) -> None:
    """Whoever a message mentions or answers, new or edited."""
    message = _message(event)
    if not message.is_removed:
        for kind, members in _by_kind(recipients.of_message(message)).items():
            _tell_once(message, kind, members)


def tell_of_hidden_message(event: MessageHidden) -> None:
    _tell_author(_message(event), event)
    withdraw_message(event)


def tell_of_message_report(event: MessageReported) -> None:
    message = _message(event)
    members = recipients.caring_for(message.room.home_theme, but={event.by, message.author_id})
    _tell(members, Kind.REPORT, message, by_id=event.by, text=event.why)


def withdraw_message(event: MessageEvent) -> None:
    _withdraw(_message(event))


def forget_member(event: MemberClosed) -> None:
    """A closed account is told nothing, and keeps nothing that it was told."""
    Notification.objects.filter(member=event.member_id).delete()


def _post(event: PostEvent) -> Post:
    return Post.objects.select_related("topic__theme").get(pk=event.post_id)


def _message(event: MessageEvent) -> Message:
    return Message.objects.select_related("room__theme", "room__topic__theme").get(
        pk=event.message_id
    )


def _by_kind(told: dict[int, Kind]) -> dict[Kind, list[int]]:
    kinds: dict[Kind, list[int]] = {}
    for member, kind in told.items():
        kinds.setdefault(kind, []).append(member)
    return kinds


def _tell_once(item: Post | Message, kind: Kind, members: Iterable[int]) -> None:
    """Tell those of `members` who were told of this post or message in no way yet."""
    known = set(Notification.objects.about(item).of_posts().values_list("member", flat=True))
    _tell(set(members) - known, kind, item, by_id=item.author_id)


def _tell_author(item: Post | Message, event: PostHidden | MessageHidden) -> None:
    if item.hidden_at and event.by != item.author_id:
        _tell([item.author_id], Kind.HIDDEN, item, by_id=event.by, text=event.why)


def _tell(members: Iterable[int], kind: Kind, item: Post | Message, **what: object) -> None:
    _let_count(
        Notification.objects.tell(
            members, kind=kind, number=item.number, **on(item.conversation), **what
        )
    )


def _withdraw(item: Post | Message) -> None:
    if item.is_removed:
        unread = Notification.objects.about(item).of_posts().filter(read_at=None)
        _remove(unread.values_list("pk", "member"))


def _remove(found: Iterable[tuple[int, int]]) -> None:
    """Delete the notifications of these (key, member) rows."""
    rows = list(found)
    for start in range(0, len(rows), BATCH):
        keys = [key for key, _member in rows[start : start + BATCH]]
        Notification.objects.filter(pk__in=keys).delete()
    _let_count({member for _key, member in rows})


def _let_count(members: Iterable[int]) -> None:
    """Make the open bells of `members` count again."""
    for member in members:
        nudge(f"member:{member}")
