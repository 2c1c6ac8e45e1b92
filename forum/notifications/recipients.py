"""Who gets a notification.

Muting a topic or a theme ends what a member watches there; replies to them and mentions still
arrive. Nobody gets a notification of what they did themselves, or of what they may not see.
NotificationQuerySet.create_missing leaves out closed accounts.
"""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Member
from forum import markup
from forum.chat.models import Message
from forum.following.models import ReadPosition
from forum.notifications.models import Kind
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

MAX_MENTIONS = 20  # members that one text can notify


def recipients_of_post(post: Post) -> dict[int, Kind]:
    """The kind of the notification, by member key: only the strongest reason of each member."""
    kind_by_member = dict.fromkeys(ReadPosition.objects.watcher_ids(post.topic), Kind.WATCHED)
    kind_by_member |= dict.fromkeys(_author_of_answered_post(post), Kind.REPLY)
    return _add_mentions_and_check_access(kind_by_member, post, post.topic)


def recipients_of_message(message: Message) -> dict[int, Kind]:
    """The same for a message: the member whom it answers, and those whom it mentions."""
    kind_by_member = {message.answered_id: Kind.REPLY} if message.answered_id else {}
    return _add_mentions_and_check_access(kind_by_member, message, message.room.topic)


def _add_mentions_and_check_access(
    kind_by_member: dict[int, Kind], contribution: Post | Message, topic: Topic | None
) -> dict[int, Kind]:
    """Add the mentioned members, and leave out the author and those who may not see `topic`."""
    kind_by_member |= dict.fromkeys(mentioned_member_ids(contribution), Kind.MENTION)
    allowed = members_who_may_see(topic, kind_by_member) - {contribution.author_id}
    return {member: kind for member, kind in kind_by_member.items() if member in allowed}


def mentioned_who_may_see(contribution: Post | Message, topic: Topic | None) -> set[int]:
    """The members whom a post or message mentions, without its author.

    `topic` is where it was written, None for the room of a theme.
    """
    mentioned = mentioned_member_ids(contribution)
    return members_who_may_see(topic, mentioned) - {contribution.author_id}


def mentioned_member_ids(contribution: Post | Message) -> set[int]:
    """Find the mentions with the parser that made their links."""
    is_message = isinstance(contribution, Message)
    find_mentions = markup.mentioned_in_message if is_message else markup.mentioned_in_post
    usernames = sorted(find_mentions(contribution.source))[:MAX_MENTIONS]
    return set(Member.objects.with_handles(usernames).values_list("pk", flat=True))


def members_who_may_see(topic: Topic | None, member_ids: Iterable[int]) -> set[int]:
    """Those of `member_ids` to whom `topic` is visible.

    The rule is the one of Topic.visible_to, for many members in one query.
    """
    if topic is None or not topic.hidden_at:
        return set(member_ids)
    entitled = Member.objects.with_required_two_step().filter(
        Q(is_staff=True) | Q(facilitated_themes=topic.theme_id), pk__in=list(member_ids)
    )
    return set(entitled.values_list("pk", flat=True))


def facilitators_or_administrators(theme: Theme, *, exclude: set[int]) -> set[int]:
    """The facilitators of `theme`; all administrators when it has none.

    `exclude` has the members who report or who are reported.
    """
    members = Member.objects.filter(closed_at=None).exclude(pk__in=exclude)
    facilitators = set(members.filter(facilitated_themes=theme).values_list("pk", flat=True))
    return facilitators or set(members.filter(is_staff=True).values_list("pk", flat=True))


def _author_of_answered_post(post: Post) -> list[int]:
    if not post.reply_to:
        return []
    answered = Post.objects.filter(topic=post.topic_id, number=post.reply_to)
    return list(answered.values_list("author", flat=True))
