"""Who is told. Muting a topic or theme ends what one watches there; replies to oneself and mentions still
arrive. Nobody is told of their own doing or of what they may not see; NotificationQuerySet.tell leaves closed
accounts out."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Member
from forum import markup
from forum.chat.models import Message
from forum.following.models import Position
from forum.notifications.models import Kind
from forum.themes.models import Theme
from forum.topics.models import Post, Topic

MOST_MENTIONS = 20  # members told by one text


def of_post(post: Post) -> dict[int, Kind]:
    """The key of each member who is told of `post`, and as what: the strongest reason only."""
    told = dict.fromkeys(Position.objects.watchers_of(post.topic), Kind.WATCHED)
    told |= dict.fromkeys(_answered(post), Kind.REPLY)
    return _strongest(told, post, post.topic)


def of_message(message: Message) -> dict[int, Kind]:
    """As of_post, for a message: whom it answers and whom it mentions."""
    told = {message.answered_id: Kind.REPLY} if message.answered_id else {}
    return _strongest(told, message, message.room.topic)


def _strongest(told: dict[int, Kind], item: Post | Message, topic: Topic | None) -> dict[int, Kind]:
    """`told` and those whom `item` mentions, as far as they may see its place."""
    told |= dict.fromkeys(mentioned(item), Kind.MENTION)
    allowed = may_see(topic, told) - {item.author_id}
    return {member: kind for member, kind in told.items() if member in allowed}


def of_mentions(item: Post | Message, topic: Topic | None) -> set[int]:
    """Those whom a post or message mentions and who may see `topic`, its place (None: a theme's room)."""
    return may_see(topic, mentioned(item)) - {item.author_id}


def mentioned(item: Post | Message) -> set[int]:
    """Whom a post or message mentions, by the parser that made its links."""
    of = markup.mentioned_in_message if isinstance(item, Message) else markup.mentioned_in_post
    return _members_of(of(item.source))


def _members_of(found: set[str]) -> set[int]:
    known = Member.objects.with_handles(sorted(found)[:MOST_MENTIONS])
    return set(known.values_list("pk", flat=True))


def may_see(topic: Topic | None, members: Iterable[int]) -> set[int]:
    """Those of `members` to whom `topic` is visible (the rule of Topic.visible_to, for many at once)."""
    if topic is None or not topic.hidden_at:
        return set(members)
    entitled = Member.objects.with_required_two_step().filter(
        Q(is_staff=True) | Q(facilitated_themes=topic.theme_id), pk__in=list(members)
    )
    return set(entitled.values_list("pk", flat=True))


def caring_for(theme: Theme, *, but: set[int]) -> set[int]:
    """The facilitators of `theme`, else all administrators; without `but`, who report or are reported."""
    people = Member.objects.filter(closed_at=None).exclude(pk__in=but)
    facilitators = set(people.filter(facilitated_themes=theme).values_list("pk", flat=True))
    return facilitators or set(people.filter(is_staff=True).values_list("pk", flat=True))


def _answered(post: Post) -> list[int]:
    """The author of the post that `post` replies to."""
    if not post.reply_to:
        return []
    parent = Post.objects.filter(topic=post.topic_id, number=post.reply_to)
    return list(parent.values_list("author", flat=True))
