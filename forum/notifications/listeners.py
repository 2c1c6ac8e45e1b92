"""Create and delete notifications; the worker calls these listeners.

Each listener is safe to repeat and looks at the current rows. Notifications follow from events, so
they leave no event of their own.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils import timezone

from accounts.events import MemberClosed
from accounts.models import Member
from forum.blocking.events import MemberBlocked
from forum.blocking.models import Block
from forum.chat.events import MessageEvent, MessageHidden
from forum.chat.models import Message
from forum.live.broadcast import nudge
from forum.notifications import recipients
from forum.notifications.decisions import decision_fields
from forum.notifications.kinds import READ_WHEN_SEEN, Kind
from forum.notifications.models import Notification
from forum.notifications.notification_queries import BATCH, conversation_fields
from forum.notifications.read_markings import NotificationMarking
from forum.revisions.events import RevisionHidden
from forum.topics.events import (
    AnswerAccepted,
    PostEdited,
    PostEvent,
    PostHidden,
    TopicClosed,
    TopicEvent,
    TopicHidden,
    TopicMerged,
    TopicMoved,
    TopicRetitled,
)
from forum.topics.models import Post, Revision

KIND_BY_CHANGE = {
    TopicMoved: Kind.MOVED,
    TopicMerged: Kind.MOVED,
    TopicRetitled: Kind.RETITLED,
    TopicClosed: Kind.CLOSED,
}


def notify_of_post(event: PostEvent, after: int | None) -> Iterator[int]:
    """Notify the members that a new post mentions or answers, and those who watch the topic.

    Each gets one notification, with the strongest reason. Thousands may watch, so this is a long
    job in pieces: it yields the key of the last member of each piece.
    """
    post = load_post(event)
    if post.is_removed:
        return
    kind_by_member = recipients.recipients_of_post(post)
    keys = sorted(key for key in kind_by_member if key > (after or 0))
    for start in range(0, len(keys), BATCH):
        piece = keys[start : start + BATCH]
        _notify_by_kind(post, {key: kind_by_member[key] for key in piece})
        yield piece[-1]
    _tell_author_of_untold_members(post)


def notify_of_edit(event: PostEdited) -> None:
    """Notify members that only the new text mentions, and the author when somebody else edited."""
    post = load_post(event)
    if not post.is_removed:
        mentioned = recipients.mentioned_who_may_see(post)
        notify(mentioned, Kind.MENTION, post, by_id=post.author_id)
        _tell_author_of_untold_members(post)
    if event.by != post.author_id:
        notify(
            [post.author_id],
            Kind.NOTE,
            post,
            by_id=event.by,
            text=event.why,
            mark=event.mark,
            **decision_fields(event),
        )


def notify_of_hidden_post(event: PostHidden) -> None:
    """Tell the author why, and delete the notifications that lead to the post."""
    _notify_author_of_hiding(load_post(event), event)
    delete_notifications_of_removed_post(event)


def notify_of_hidden_version(event: RevisionHidden) -> None:
    """Tell the member who wrote the version why. Its text may be deleted with the post."""
    for revision in Revision.objects.listed().filter(pk=event.revision_id):
        if event.by != revision.by_id:
            notify(
                [revision.by_id],
                Kind.HIDDEN,
                load_post(event),
                by_id=event.by,
                text=event.why,
                mark=revision.pk,
                **decision_fields(event),
            )


def notify_of_hidden_topic(event: TopicHidden) -> None:
    """Tell the author of the topic why, and delete all notifications of the topic and its room."""
    first_post = Post.objects.select_related("topic__theme").get(topic=event.topic_id, number=1)
    topic = first_post.topic
    if not topic.hidden_at:
        return
    if event.by != topic.author_id:
        notify(
            [topic.author_id],
            Kind.HIDDEN,
            first_post,
            by_id=event.by,
            text=event.why,
            mark=event.mark,
            **decision_fields(event),
        )
    notifications = Notification.objects.filter(Q(topic=topic) | Q(room__topic=topic))
    delete_rows(notifications.read_when_seen().values_list("pk", "member"))


def notify_of_changed_topic(event: TopicEvent) -> None:
    """Tell the author of a topic that somebody else moved it, retitled it or closed it."""
    first_post = Post.objects.select_related("topic__theme").get(topic=event.topic_id, number=1)
    topic = first_post.topic
    may_see = recipients.members_who_may_see(topic, [topic.author_id])
    if event.by != topic.author_id and not topic.hidden_at and may_see:
        kind = KIND_BY_CHANGE[type(event)]
        notify([topic.author_id], kind, first_post, by_id=event.by, mark=event.mark)


def notify_of_accepted_answer(event: AnswerAccepted) -> None:
    """Tell the author of the answer, once, unless they chose it themselves."""
    posts = Post.objects.select_related("topic__theme")
    post = posts.get(topic=event.topic_id, number=event.number)
    is_answer = post.topic.accepted_number == post.number and not post.is_removed
    if is_answer and not post.topic.hidden_at and event.by != post.author_id:
        notify([post.author_id], Kind.ACCEPTED, post, by_id=event.by)


def delete_notifications_of_removed_post(event: PostEvent) -> None:
    """Delete the unread notifications of a post that was deleted or hidden (decision 11)."""
    _delete_unread_if_removed(load_post(event))


def notify_of_message(event: MessageEvent) -> None:
    """Notify the members that a message mentions or answers, after it was sent or edited."""
    message = load_message(event)
    if not message.is_removed:
        _notify_by_kind(message, recipients.recipients_of_message(message))
        _tell_author_of_untold_members(message)


def notify_of_hidden_message(event: MessageHidden) -> None:
    _notify_author_of_hiding(load_message(event), event)
    delete_notifications_of_removed_message(event)


def delete_notifications_of_removed_message(event: MessageEvent) -> None:
    _delete_unread_if_removed(load_message(event))


def delete_notifications_of_closed_account(event: MemberClosed) -> None:
    """Delete those to the member, and erase the reasons in those by or about the member.

    The list of mentioned members in a notification to an author loses the username.
    """
    for model in (Notification, NotificationMarking):
        model.objects.filter(member=event.member_id).delete()
    Notification.objects.with_reasons_of(event.member_id).erase_reasons()
    if handle := Member.objects.values_list("handle", flat=True).get(pk=event.member_id):
        Notification.objects.all().erase_username(handle)


def mark_read_what_blocked_member_wrote(event: MemberBlocked) -> None:
    """So the bell counts nothing that the list no longer shows."""
    own = Notification.objects.filter(member=event.by, by=event.member_id)
    if own.read_when_seen().mark_read():
        nudge_members([event.by])


def load_post(event: PostEvent) -> Post:
    return Post.objects.select_related("topic__theme").get(pk=event.post_id)


def load_message(event: MessageEvent) -> Message:
    messages = Message.objects.select_related("room__theme", "room__topic__theme")
    return messages.get(pk=event.message_id)


def _notify_by_kind(contribution: Post | Message, kind_by_member: dict[int, Kind]) -> None:
    member_ids_by_kind: dict[Kind, list[int]] = {}
    for member_id, kind in kind_by_member.items():
        member_ids_by_kind.setdefault(kind, []).append(member_id)
    for kind, member_ids in member_ids_by_kind.items():
        notify(member_ids, kind, contribution, by_id=contribution.author_id)


def _tell_author_of_untold_members(contribution: Post | Message) -> None:
    """Tell the author which mentioned members get no notification, because they are too many."""
    if names := recipients.untold_usernames(contribution):
        author_id = contribution.author_id
        notify([author_id], Kind.UNTOLD, contribution, by_id=author_id, text=names)


def _notify_author_of_hiding(
    contribution: Post | Message, event: PostHidden | MessageHidden
) -> None:
    author_id = contribution.author_id
    if contribution.hidden_at and event.by != author_id:
        notify(
            [author_id],
            Kind.HIDDEN,
            contribution,
            by_id=event.by,
            text=event.why,
            mark=event.mark,
            **decision_fields(event),
        )


def notify(
    member_ids: Iterable[int], kind: Kind, contribution: Post | Message, **fields: object
) -> None:
    """Create the notifications that do not exist yet, and nudge their members.

    Who blocks the author hears nothing of what the author wrote.
    A member has only one of the kinds READ_WHEN_SEEN for a post or message. Those who may not read
    the theme get none.
    """
    member_ids = recipients.members_who_may_read(
        contribution.conversation.home_theme, list(member_ids)
    )
    fields |= {"number": contribution.number, **conversation_fields(contribution.conversation)}
    blockers: set[int] = set()
    if kind in READ_WHEN_SEEN:
        blockers = Block.objects.blockers_of(contribution.author_id, among=member_ids)
        # A row that is read already, and that no list shows: without it, the author could count
        # who was notified.
        Notification.objects.create_missing(blockers, kind=kind, read_at=timezone.now(), **fields)
    nudge_members(Notification.objects.create_missing(member_ids - blockers, kind=kind, **fields))


def _delete_unread_if_removed(contribution: Post | Message) -> None:
    if contribution.is_removed:
        notifications = Notification.objects.about(contribution).read_when_seen()
        delete_rows(notifications.filter(read_at=None).values_list("pk", "member"))


def delete_rows(rows: Iterable[tuple[int, int]]) -> None:
    """Delete notifications, BATCH at a time. `rows` are pairs: (notification, member)."""
    rows = list(rows)
    for start in range(0, len(rows), BATCH):
        pks = [pk for pk, _member_id in rows[start : start + BATCH]]
        Notification.objects.filter(pk__in=pks).delete()
    nudge_members({member_id for _pk, member_id in rows})


def nudge_members(member_ids: Iterable[int]) -> None:
    """Let the open tabs of these members count their unread notifications again."""
    for member_id in member_ids:
        nudge(f"member:{member_id}")
