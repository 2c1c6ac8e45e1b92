"""Who gets a notification.

Muting a topic or a theme ends what a member watches there; replies to them and mentions still
arrive. Nobody gets a notification of what they did themselves, or of what they may not see.
NotificationQuerySet.create_missing leaves out closed accounts.
"""

from collections.abc import Collection

from django.db.models import Q

from accounts.models import Member
from forum import markup
from forum.budgets.models import DailyUse
from forum.chat.models import Message, Room
from forum.following.models import ReadPosition
from forum.groups.models import GroupMember
from forum.notifications.kinds import Kind
from forum.notifications.models import MAX_TEXT_LENGTH, Notification
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

MAX_MENTIONS = 20  # members that one text can notify, over all its edits


def recipients_of_post(post: Post) -> dict[int, Kind]:
    """The kind of the notification, by member key: only the strongest reason of each member."""
    kind_by_member = dict.fromkeys(ReadPosition.objects.watcher_ids(post.topic), Kind.WATCHED)
    kind_by_member |= dict.fromkeys(_author_of_answered_post(post), Kind.REPLY)
    return _add_mentions_and_check_access(kind_by_member, post)


def recipients_of_message(message: Message) -> dict[int, Kind]:
    """The same for a message: the member that it answers, and those that it mentions."""
    kind_by_member = {message.answered_id: Kind.REPLY} if message.answered_id else {}
    return _add_mentions_and_check_access(kind_by_member, message)


def _add_mentions_and_check_access(
    kind_by_member: dict[int, Kind], contribution: Post | Message
) -> dict[int, Kind]:
    """Add the mentioned members, and leave out the author and those who may not see the place."""
    kind_by_member |= dict.fromkeys(mentioned_within_budgets(contribution), Kind.MENTION)
    place = contribution.conversation
    allowed = members_who_may_see(place, kind_by_member) - {contribution.author_id}
    return {member: kind for member, kind in kind_by_member.items() if member in allowed}


def mentioned_who_may_see(contribution: Post | Message) -> set[int]:
    """The members that a post or message mentions, without its author."""
    mentioned = mentioned_within_budgets(contribution)
    return members_who_may_see(contribution.conversation, mentioned) - {contribution.author_id}


def untold_usernames(contribution: Post | Message) -> str:
    """The mentioned members without a notification, as "@ana, @ben"; "" if there are none.

    Call it when all notifications exist. The list ends with "…" if it does not fit into
    Notification.text.
    """
    username_by_member = _mentioned_members(contribution)
    if not username_by_member:
        return ""
    told = Notification.objects.about(contribution).read_when_seen()
    for member_id in set(told.values_list("member", flat=True)) & username_by_member.keys():
        del username_by_member[member_id]
    allowed = members_who_may_see(contribution.conversation, username_by_member)
    untold = [f"@{name}" for member, name in username_by_member.items() if member in allowed]
    text = ", ".join(untold)
    if len(text) <= MAX_TEXT_LENGTH:
        return text
    # Only whole usernames, so that the one of a closed account can be found and erased.
    return text[: MAX_TEXT_LENGTH - 1].rpartition("@")[0] + "…"


def _mentioned_members(contribution: Post | Message) -> dict[int, str]:
    """The usernames of the members that the author mentions, by key, in the order of the text.

    The parser that made the links of the mentions finds them. The author is left out.
    """
    is_message = isinstance(contribution, Message)
    find_mentions = markup.own_mentions_in_message if is_message else markup.own_mentions_in_post
    mentions = find_mentions(contribution.source)
    possible = {username for usernames in mentions for username in usernames}
    members = Member.objects.with_handles(possible) if possible else ()
    member_by_username = {str(member.handle).lower(): member for member in members}
    mentioned: dict[int, str] = {}
    for usernames in mentions:
        known = [member_by_username[name] for name in usernames if name in member_by_username]
        if known and known[0].pk != contribution.author_id:
            mentioned[known[0].pk] = str(known[0].handle)
    return mentioned


def mentioned_within_budgets(contribution: Post | Message) -> set[int]:
    """The mentioned members who were notified before, and the first others within the budgets.

    The budgets: MAX_MENTIONS of one text over all its edits, settings.MENTIONS_A_DAY of its author.
    """
    mentioned = list(_mentioned_members(contribution))
    if not mentioned:
        return set()
    existing = Notification.objects.about(contribution).read_when_seen()
    kind_by_notified = dict(existing.values_list("member", "kind"))
    new = [member_id for member_id in mentioned if member_id not in kind_by_notified]
    rest = max(0, MAX_MENTIONS - list(kind_by_notified.values()).count(Kind.MENTION))
    allowed = DailyUse.objects.spend_mentions(contribution.author_id, min(rest, len(new)))
    return kind_by_notified.keys() & set(mentioned) | set(new[:allowed])


def members_who_may_see(place: Topic | Room, member_ids: Collection[int]) -> set[int]:
    """Those of `member_ids` who may see `place`.

    The rule is the one of visible_topics_q, for many members at once.
    """
    topic = place if isinstance(place, Topic) else place.topic
    if topic is not None and topic.hidden_at and member_ids:
        return _with_role(place.home_theme, member_ids)
    return members_who_may_read(place.home_theme, member_ids)


def members_who_may_read(theme: Theme, member_ids: Collection[int]) -> set[int]:
    """Those of `member_ids` who may read `theme`. No query for a public theme.

    The rule is the one of closed_themes_sql.
    """
    if not theme.is_private or not member_ids:
        return set(member_ids)
    group = GroupMember.objects.filter(group=theme.reading_group_id, member__in=list(member_ids))
    return set(group.values_list("member", flat=True)) | _with_role(theme, member_ids)


def _with_role(theme: Theme, member_ids: Collection[int]) -> set[int]:
    entitled = Member.objects.with_required_two_step().filter(
        Q(is_staff=True) | Q(facilitated_themes=theme), pk__in=list(member_ids)
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
