"""What a member follows or mutes: the themes, and the topics with a level of their own."""

from typing import Any

from collective_brain.web.numbers import numbers_in_key
from forum.following.levels import Level, Reason
from forum.following.models import ReadPosition, ThemeFollow
from forum.themes.models import Theme
from forum.topics.models import visible_topics_q


def chosen_themes(member: Any) -> list[ThemeFollow]:
    """The themes with a level other than "replies only", by name."""
    follows = ThemeFollow.objects.filter(member=member).exclude(level=Level.NORMAL)
    follows = follows.exclude(theme__in=Theme.objects.closed_to(member))
    return sorted(follows.select_related("theme"), key=lambda follow: str(follow.theme))


def topics_with_level(member: Any, before: str = "", *, limit: int) -> list[ReadPosition]:
    """Topics for which the member chose a level, or in which they wrote, newest topic first.

    before: the key of the last topic on the page before. Raises ValueError for an invalid one.
    """
    reasons = (Reason.CHOSEN, Reason.WROTE)
    positions = ReadPosition.objects.filter(
        visible_topics_q(member, "topic__"), member=member, reason__in=reasons
    )
    if before:
        [pk] = numbers_in_key(before, 1)
        positions = positions.filter(topic__lt=pk)
    return list(positions.select_related("topic__theme").order_by("-topic")[:limit])
