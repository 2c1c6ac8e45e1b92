"""What became of a mail that somebody sent, and why it is no post."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """RECEIVED: stored, and not decided yet. A mail that comes again is then decided."""

    RECEIVED = "received", _("Received")
    PUBLISHED = "published", _("Published")
    HELD = "held", _("Waits for a facilitator")
    COMMAND = "command", _("Done")
    REFUSED = "refused", _("Not published")
    JOINED = "joined", _("You joined")
    REPORT = "report", _("Report of a mail server")


class Reason(models.TextChoices):
    """Why a mail was refused. The label is the sentence that its sender reads."""

    UNKNOWN_KEY = (
        "unknown_key",
        _("The address that you wrote to does not exist, or no longer. Answer a newer e-mail."),
    )
    ENDED_KEY = (
        "ended_key",
        _("The e-mail that you answered is more than a year old. Answer a newer one."),
    )
    REVOKED_KEY = (
        "revoked_key",
        _("You have ended this address on the site. Answer a newer e-mail."),
    )
    OTHER_SENDER = (
        "other_sender",
        _(
            "This e-mail was not sent from the address of your account. Only e-mails from that "
            "address are published."
        ),
    )
    NOT_BELIEVED = (
        "not_believed",
        _("The mail server could not make sure that this e-mail really comes from its sender."),
    )
    MACHINE = (
        "machine",
        _("This e-mail looks like an automatic one. Only what people write is published."),
    )
    EMPTY = "empty", _("We found no text of your own in this e-mail, only quoted text.")
    TOO_BIG = "too_big", _("This e-mail is too big to be read completely.")
    NO_SUBJECT = (
        "no_subject",
        _("A new topic needs a title. Write it into the subject of the e-mail."),
    )
    GONE = "gone", _("What you answered is no longer on the site.")
    TOO_OFTEN = "too_often", _("You sent too many e-mails in a short time.")
    WHICH_TOPIC = (
        "which_topic",
        _("The site could not find out which topic of the digest you answered."),
    )
    RULE = "rule", _("The site did not accept your text.")  # the row has the sentence of the rule


# Nobody is answered who may not be the sender, and no machine is answered.
UNANSWERED = (Reason.OTHER_SENDER, Reason.NOT_BELIEVED, Reason.MACHINE)
