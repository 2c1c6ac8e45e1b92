"""The new posts of a digest: of each topic that the member follows or that has answers to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q

from accounts.models import Member
from forum.contributions.models import REMOVED
from forum.following.levels import FOLLOWED_LEVELS, Level
from forum.following.models import ReadPosition
from forum.following.unread_topics import followed_topics_to_mark_read
from forum.mail.digests.windows import Windows
from forum.mail.kinds import MailKind, When
from forum.mail.models import MailItem, State
from forum.mail.preferences import MailSettings, PlaceChoices
from forum.notifications.models import Notification
from forum.topics.models import Post, Topic

# What one digest reads at most, however much is new.
MOST_TOPICS, MOST_POSTS_OF_TOPIC, MOST_NOTIFICATIONS = 30, 100, 100
PERSONAL = (MailKind.MENTION, MailKind.REPLY)
TIMES = list(When)

PersonalKinds = dict[tuple[int, int], MailKind]  # by (topic, number)


class NewPost(NamedTuple):
    topic: Any
    number: int
    kind: MailKind


@dataclass(frozen=True)
class Request:
    """What one digest may contain."""

    member: Member
    choices: MailSettings
    places: PlaceChoices
    windows: Windows

    def is_due_for(self, kinds: list[MailKind], moment: datetime, place: str = "") -> bool:
        """Whether something of this moment comes in this digest, and not in an earlier one."""
        times = [self.choices.when(kind, place) for kind in kinds]
        return bool(times) and self.windows.contain(min(times, key=TIMES.index), moment)


def find_news(request: Request) -> list[list[NewPost]]:
    """The new posts of each topic; first the topics with replies and mentions, then the newest."""
    personal = _find_personal(request)
    topics = _load_topics(request, {topic for topic, _number in personal})
    posts_by_topic = _new_posts(request, topics, personal)
    news = [posts_by_topic[key] for key in topics if key in posts_by_topic]
    return sorted(news, key=lambda posts: posts[0].kind not in PERSONAL)


def kinds_of_post(level: str, number: int, personal: MailKind | None = None) -> list[MailKind]:
    """Why a post may come, as recipients.kinds_by_member says it, and what one tracks."""
    kinds = [personal] if personal else []
    if level == Level.WATCHING:
        kinds.append(MailKind.WATCHED)
    if level == Level.TRACKING and number > 1:
        kinds.append(MailKind.TRACKED)
    if level in FOLLOWED_LEVELS and number == 1:
        kinds.append(MailKind.TOPIC)
    return kinds


def _find_personal(request: Request) -> PersonalKinds:
    unread = Notification.objects.unread_by(request.member)
    unread = unread.filter(kind__in=PERSONAL, topic__isnull=False)
    recent = unread.filter(created_at__gt=request.windows.start).order_by("-pk")
    rows = recent.values_list("topic", "number", "kind")[:MOST_NOTIFICATIONS]
    return {(topic, number): MailKind(kind) for topic, number, kind in rows}


def _load_topics(request: Request, personal: set[int]) -> dict[int, Any]:
    """What the member follows and where somebody answered them, newest first, without muted."""
    member, since = request.member, request.windows.start
    followed = followed_topics_to_mark_read(member).filter(last_post_at__gt=since)
    answered = Topic.objects.visible_to(member).filter(pk__in=personal)
    topics: dict[int, Any] = {}
    for found in (answered, followed):
        shown = found.filter(hidden_at=None).select_related("theme").order_by("-last_post_at")
        topics |= {topic.pk: topic for topic in shown[:MOST_TOPICS]}
    if topics:
        ReadPosition.objects.attach_reading_state(member, topics.values())
    return {key: topic for key, topic in topics.items() if topic.my_level != Level.MUTED}


def _new_posts(
    request: Request, topics: dict[int, Any], personal: PersonalKinds
) -> dict[int, list[NewPost]]:
    """By topic. The first one is the one to show: about the member, or else the earliest."""
    sent = _sent_in_other_mails(request.member, topics)
    posts_by_topic: dict[int, list[NewPost]] = {}
    for topic_id, number, moment in _unread_posts(request, topics):
        topic, reason = topics[topic_id], personal.get((topic_id, number))
        kinds = kinds_of_post(topic.my_level, number, reason)
        is_included = request.is_due_for(kinds, moment, request.places.at(topic))
        if is_included and (topic_id, number) not in sent:
            posts_by_topic.setdefault(topic_id, []).append(NewPost(topic, number, kinds[0]))
    for posts in posts_by_topic.values():
        posts.sort(key=lambda post: (post.kind not in PERSONAL, post.number))
    return posts_by_topic


def _unread_posts(request: Request, topics: dict[int, Any]) -> Iterable[tuple[int, int, datetime]]:
    """(topic, number, moment) of what others wrote and is still there."""
    if not topics:
        return []
    beyond = [
        Q(topic=key, number__gt=max(topic.my_last_read, topic.last_number - MOST_POSTS_OF_TOPIC))
        for key, topic in topics.items()
    ]
    posts = Post.objects.filter(reduce(or_, beyond)).exclude(REMOVED)
    written = posts.exclude(author__in=[request.member.pk, *request.member.blocked_ids])
    return written.values_list("topic", "number", "created_at")


def _sent_in_other_mails(member: Member, topics: Iterable[int]) -> set[tuple[Any, int]]:
    sent = MailItem.objects.filter(member=member, topic__in=list(topics), state=State.SENT)
    return set(sent.values_list("topic", "number"))
