"""Choose what comes by mail. It concerns only the member and no other package, so it leaves no
event.
"""

from collections.abc import Iterable
from typing import Any

from accounts.models import Member
from forum.following import actions as following
from forum.following.levels import Level
from forum.mail.kinds import DEFAULTS, DIGEST_TIMES, MailKind, PlaceWhen, When
from forum.mail.models import DigestPlan, MailSettings, PlaceChoice
from forum.themes.models import Theme
from forum.topics.models import Topic


def choose(member: Member, **choices: Any) -> None:
    """choices: the columns of MailSettings."""
    MailSettings.objects.choose(member, **choices)
    DigestPlan.objects.plan([member.pk])


def choose_digest(member: Member, when: When) -> None:
    """Get everything in the digest that is in it by default. when: daily, weekly or never."""
    choose(member, **{kind: when for kind, default in DEFAULTS.items() if default in DIGEST_TIMES})


def choose_for_places(member: Member, choices: Iterable[tuple[Theme | Topic, str]]) -> None:
    """choices: a PlaceWhen for each theme or topic, or ""."""
    for place, when in choices:
        name = "topic" if isinstance(place, Topic) else "theme"
        PlaceChoice.objects.choose(member, when=when, **{name: place})
    DigestPlan.objects.plan([member.pk])


def stop(member: Member, kind: str) -> None:
    """No more mails of this kind. A repeat changes nothing."""
    places = PlaceChoice.objects.filter(member=member)
    if kind == MailKind.CHOSEN:
        places.filter(when__in=(PlaceWhen.EVERY, PlaceWhen.AT_ONCE)).delete()
    elif kind == MailKind.DIGEST:
        places.filter(when=PlaceWhen.DIGEST).delete()
        [stored] = MailSettings.objects.of([member.pk]).values()
        choose(member, **dict.fromkeys(stored.kinds_in_digest, When.SITE))
    else:
        choose(member, **{MailKind(kind).value: When.SITE})


def mute(member: Member, topic: Topic) -> None:
    """No more mails about `topic`, and nothing of it is shown as new."""
    following.set_topic_level(topic, member, level=Level.MUTED)
