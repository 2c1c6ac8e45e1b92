"""How much of a topic or theme reaches a member.

The level that counts for a topic is the first of these that exists: the level chosen for the topic,
the level chosen for its theme, "tracking" when the member wrote in the topic, and "normal".
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy


class Level(models.TextChoices):
    MUTED = "muted", pgettext_lazy("how one follows", "Muted")
    NORMAL = "normal", pgettext_lazy("how one follows", "Replies only")
    TRACKING = "tracking", pgettext_lazy("how one follows", "Tracking")
    WATCHING = "watching", pgettext_lazy("how one follows", "Watching")

    @property
    def button_text(self) -> str:
        """What the button says that shows this level and opens the choice of another one."""
        if self is Level.NORMAL:
            return pgettext("button: choose how to follow", "Follow")
        return str(self.label)


class Reason(models.TextChoices):
    CHOSEN = "chosen", _("You chose this.")
    WROTE = "wrote", _("You wrote in this topic.")
    THEME = "theme", _("You follow its theme.")  # never stored: it comes from ThemeFollow


FOLLOWED_LEVELS = (Level.TRACKING, Level.WATCHING)


def level_and_reason(
    level: str | None, reason: str | None, theme_level: str | None
) -> tuple[str, str]:
    """The level that counts in a topic, and why.

    level, reason: of the topic's ReadPosition; theme_level: of the ThemeFollow; None without one.
    reading_state.with_reading_state is the same rule in SQL.
    """
    if reason == Reason.CHOSEN and level is not None:
        return level, Reason.CHOSEN.value
    if theme_level not in (None, Level.NORMAL.value):
        return str(theme_level), Reason.THEME.value
    if reason == Reason.WROTE:
        return Level.TRACKING.value, Reason.WROTE.value
    return Level.NORMAL.value, ""
