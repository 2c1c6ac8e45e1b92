"""How many mails a member would get, from what was written in the last two weeks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.models import Member
from forum.following.levels import level_and_reason
from forum.following.models import ReadPosition, ThemeFollow
from forum.mail.digests.news import PERSONAL, kinds_of_post
from forum.mail.kinds import MailKind, PlaceWhen, When
from forum.mail.preferences import MailSettings, PlaceChoice, PlaceChoices
from forum.notifications.models import Notification
from forum.topics.models import Post

PERIOD = timedelta(days=14)
# A busy site has more in two weeks. Then the newest of them are the estimate.
MOST_POSTS, MOST_NOTIFICATIONS = 3_000, 500
DIGESTS_A_DAY = {When.DAILY: 1.0, When.WEEKLY: 1 / 7, None: 0.0}


class Sample(NamedTuple):
    """The newest posts of others, as (topic, theme, number), and in how many days they came."""

    posts: list[tuple[int, int, int]]
    days: float


def mails_a_day(member: Member, choices: MailSettings) -> float | None:
    """About how many; None if the member chose no mail at all."""
    places = PlaceChoice.objects.of(member.pk)
    chosen = {*places.themes.values(), *places.topics.values()}
    digest = choices.digest_time or (When.WEEKLY if PlaceWhen.DIGEST in chosen else None)
    is_at_once = When.AT_ONCE in [choices.when(kind) for kind in MailKind]
    if not (digest or is_at_once or chosen & {PlaceWhen.EVERY, PlaceWhen.AT_ONCE}):
        return None
    mails = _at_once_a_day(member, choices, places) + DIGESTS_A_DAY[digest]
    return min(mails, float(settings.MAILS_A_DAY))


def _at_once_a_day(member: Member, choices: MailSettings, places: PlaceChoices) -> float:
    sample = _newest_posts(member)
    level_of = _levels(member)
    mailed = 0
    for topic, theme, number in sample.posts:
        place = places.topics.get(topic) or places.themes.get(theme, "")
        kinds = kinds_of_post(level_of(topic, theme), number)
        times = [choices.when(kind, place) for kind in kinds]
        mailed += When.AT_ONCE in times
    return mailed / sample.days + _personal_a_day(member, choices)


def _newest_posts(member: Member) -> Sample:
    since = timezone.now() - PERIOD
    newest = Post.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    posts = Post.objects.filter(pk__gt=newest - MOST_POSTS)
    others = posts.listed_to(member).filter(created_at__gt=since)
    rows = others.exclude(author=member).values_list("topic", "topic__theme", "number")
    oldest = posts.order_by("pk").values_list("created_at", flat=True).first()
    return Sample(list(rows), _days_since(max(oldest or since, since), newest > MOST_POSTS))


def _days_since(moment: datetime, is_cut: bool) -> float:
    """At least one day. A site that is younger than the period had no post before."""
    if not is_cut:
        return PERIOD.total_seconds() / 86_400
    return max(1.0, (timezone.now() - moment).total_seconds() / 86_400)


def _levels(member: Member) -> Callable[[int, int], str]:
    """A function from the keys of a topic and its theme to the level that counts there."""
    themes = dict(ThemeFollow.objects.filter(member=member).values_list("theme", "level"))
    positions = ReadPosition.objects.filter(member=member).exclude(reason="")
    topics = {
        topic: (level, reason)
        for topic, level, reason in positions.values_list("topic", "level", "reason")
    }

    def level_of(topic: int, theme: int) -> str:
        level, reason = topics.get(topic, (None, None))
        return level_and_reason(level, reason, themes.get(theme))[0]

    return level_of


def _personal_a_day(member: Member, choices: MailSettings) -> float:
    since = timezone.now() - PERIOD
    rows = Notification.objects.filter(member=member, created_at__gt=since).order_by("-pk")
    kinds = list(rows.values_list("kind", flat=True)[:MOST_NOTIFICATIONS])
    wanted = [kind for kind in PERSONAL if choices.when(kind) == When.AT_ONCE]
    return sum(kinds.count(kind) for kind in wanted) / PERIOD.days
