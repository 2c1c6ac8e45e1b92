"""Why a text waits. The label is the sentence that its author reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    FIRST_POST = (
        "first",
        _(
            "In this theme, facilitators read the first posts of new members before they are "
            "published."
        ),
    )
    ALL_WAIT = (
        "all_wait",
        _("At the moment, facilitators read all new posts before they are published."),
    )
    WORD = "word", _("It contains words that facilitators look at first.")
    SAME_TEXT = "same", _("You have sent the same text in several places today.")
    TRAP = "trap", _("The form was sent in a way that programs use. A person will look at it.")


class State(models.TextChoices):
    WAITING = "waiting", _("Waits for a facilitator")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Not published")
