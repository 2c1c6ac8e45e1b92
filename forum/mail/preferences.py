"""What each member wants to get by mail: for each kind, and for single themes and topics."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.mail.kinds import (
    CHOICES,
    DEFAULTS,
    DIGEST_TIMES,
    KINDS_OF_PLACES,
    MailKind,
    PlaceWhen,
    When,
)
from forum.themes.models import Theme
from forum.topics.models import Topic

WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


WORKING_DAYS = 5


def usual_weekday(member_id: int) -> int:
    """The day of the weekly digest of who chose none: the same number of members on each day.

    50,000 digests of one morning would take a worker more than an hour.
    """
    return member_id % WORKING_DAYS


class MailSettingsQuerySet(models.QuerySet["MailSettings"]):
    def of(self, member_ids: Iterable[int]) -> dict[int, "MailSettings"]:
        """The settings of each of these members, with the defaults for those who chose nothing."""
        wanted = list(member_ids)
        stored = self.in_bulk(wanted)
        return {key: stored.get(key) or _defaults(key) for key in wanted}

    def choose(self, member: Any, **choices: Any) -> None:
        first = {"weekday": usual_weekday(member.pk), **choices}
        self.update_or_create(member=member, defaults=choices, create_defaults=first)


def _defaults(member_id: int) -> "MailSettings":
    return MailSettings(member_id=member_id, weekday=usual_weekday(member_id))


def _column(kind: MailKind) -> Any:
    return models.CharField(max_length=8, choices=When, default=DEFAULTS[kind])


class MailSettings(models.Model):
    """When one member gets each kind of mail. A member without a row has the defaults."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    mention = _column(MailKind.MENTION)
    reply = _column(MailKind.REPLY)
    message = _column(MailKind.MESSAGE)
    watched = _column(MailKind.WATCHED)
    topic = _column(MailKind.TOPIC)
    # Members who chose before these columns existed get no more mail than they chose.
    tracked = models.CharField(
        max_length=8, choices=When, default=DEFAULTS[MailKind.TRACKED], db_default=When.SITE
    )
    question = models.CharField(
        max_length=8, choices=When, default=DEFAULTS[MailKind.QUESTION], db_default=When.SITE
    )
    reminder = models.CharField(
        max_length=8, choices=When, default=When.AT_ONCE, db_default=When.AT_ONCE
    )
    note = models.CharField(
        max_length=8, choices=When, default=When.AT_ONCE, db_default=When.AT_ONCE
    )
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=0, db_default=0)
    paused_until = models.DateField(null=True)  # no mail before this day, in UTC

    objects = MailSettingsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"e-mail of member {self.member_id}"

    def is_paused(self, today: date | None = None) -> bool:
        return bool(self.paused_until and self.paused_until > (today or timezone.now().date()))

    def when(self, kind: str, place: str = "") -> When:
        """place: the PlaceWhen of the theme or topic, if the member chose one."""
        if not place or kind not in (*KINDS_OF_PLACES, MailKind.CHOSEN):
            return When(getattr(self, kind)) if kind in CHOICES else When.SITE
        if place == PlaceWhen.DIGEST:
            return self.digest_time or When.WEEKLY
        return When.SITE if place == PlaceWhen.NEVER else When.AT_ONCE

    def wants(self, kind: str, place: str = "") -> bool:
        """Whether this kind is mailed now."""
        if self.is_paused():
            return False
        if kind == MailKind.DIGEST:
            return True  # what is in it is chosen when it is made
        return self.when(kind, place) == When.AT_ONCE

    @property
    def kinds_in_digest(self) -> list[MailKind]:
        return [kind for kind in CHOICES if getattr(self, kind) in DIGEST_TIMES]

    @property
    def digest_time(self) -> When | None:
        """How often a digest comes; None if no kind comes in one."""
        chosen = {getattr(self, kind) for kind in self.kinds_in_digest}
        return next((when for when in DIGEST_TIMES if when in chosen), None)


class PlaceChoices(NamedTuple):
    """What one member chose, by the keys of themes and of topics."""

    themes: dict[int, str]
    topics: dict[int, str]

    def at(self, topic: Topic) -> str:
        """The choice that counts in `topic`: its own, or that of its theme. "" without one."""
        return self.topics.get(topic.pk) or self.themes.get(topic.theme_id, "")


class PlaceChoiceQuerySet(models.QuerySet["PlaceChoice"]):
    def of(self, member_id: int) -> PlaceChoices:
        choices = PlaceChoices({}, {})
        for theme, topic, when in self.filter(member=member_id).values_list(
            "theme", "topic", "when"
        ):
            place = choices.topics if topic else choices.themes
            place[topic or theme] = when
        return choices

    def in_topic(self, topic: Topic) -> dict[int, str]:
        """The choice of each member that counts in `topic`, by the key of the member."""
        of_theme = self.filter(theme=topic.theme_id).values_list("member", "when")
        of_topic = self.filter(topic=topic.pk).values_list("member", "when")
        return {**dict(of_theme), **dict(of_topic)}

    def members_with_digest(self, member_ids: Iterable[int]) -> set[int]:
        """Those of `member_ids` who get a theme or topic in the digest."""
        chosen = self.filter(when=PlaceWhen.DIGEST, member__in=list(member_ids))
        return set(chosen.values_list("member", flat=True))

    def choose(self, member: Any, *, when: str, **place: Any) -> None:
        """place: theme or topic. when: "" lets its posts come as their kind."""
        if when:
            self.update_or_create(member=member, **place, defaults={"when": when})
        else:
            self.filter(member=member, **place).delete()


class PlaceChoice(models.Model):
    """When the new posts of one theme or topic come by mail. It counts while one follows it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    when = models.CharField(max_length=8, choices=PlaceWhen)

    objects = PlaceChoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "theme"], name="mail_choice_of_theme_once"),
            models.UniqueConstraint(fields=["member", "topic"], name="mail_choice_of_topic_once"),
            models.CheckConstraint(
                condition=Q(theme=None) ^ Q(topic=None), name="mail_choice_of_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"e-mail of member {self.member_id}: {self.when}"
