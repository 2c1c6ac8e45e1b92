"""What members can get by mail, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MailKind(models.TextChoices):
    """From the strongest reason to the weakest."""

    MENTION = "mention", _("Somebody mentions you")
    REPLY = "reply", _("Somebody replies to you")
    MESSAGE = "message", _("Messages with facilitators")
    NOTE = "note", _("Private notes from members")
    CHOSEN = "chosen", _("New posts of themes and topics for which you chose e-mails")
    WATCHED = "watched", _("A new post in what you watch")
    TRACKED = "tracked", _("A new post in what you track")
    TOPIC = "topic", _("A new topic in a theme that you follow")
    QUESTION = "question", _("A topic in your languages without an answer")
    REMINDER = "reminder", _("A bookmark that you asked to be reminded of")
    DIGEST = "digest", _("The digest: one e-mail with everything that is new")


class When(models.TextChoices):
    """From the earliest to the latest."""

    AT_ONCE = "at_once", pgettext_lazy("when e-mail is sent", "At once")
    DAILY = "daily", pgettext_lazy("when e-mail is sent", "Daily digest")
    WEEKLY = "weekly", pgettext_lazy("when e-mail is sent", "Weekly digest")
    SITE = "site", _("Only on the site")


class PlaceWhen(models.TextChoices):
    """When the new posts of one theme or topic come, if not as their kind."""

    EVERY = "every", _("Each post alone")
    AT_ONCE = "at_once", pgettext_lazy("when e-mail is sent", "At once")
    DIGEST = "digest", pgettext_lazy("when e-mail is sent", "In the digest")
    NEVER = "never", pgettext_lazy("when e-mail is sent", "Never")


DIGEST_TIMES = (When.DAILY, When.WEEKLY)
# The columns of MailSettings, and when each kind can come.
CHOICES: dict[MailKind, tuple[When, ...]] = {
    MailKind.MENTION: tuple(When),
    MailKind.REPLY: tuple(When),
    MailKind.MESSAGE: tuple(When),
    MailKind.NOTE: tuple(When),
    MailKind.WATCHED: tuple(When),
    MailKind.TRACKED: (*DIGEST_TIMES, When.SITE),
    MailKind.TOPIC: tuple(When),
    MailKind.QUESTION: (*DIGEST_TIMES, When.SITE),
    MailKind.REMINDER: (When.AT_ONCE, When.SITE),
}
DEFAULTS = {
    MailKind.MENTION: When.AT_ONCE,
    MailKind.REPLY: When.AT_ONCE,
    MailKind.MESSAGE: When.AT_ONCE,
    MailKind.NOTE: When.AT_ONCE,
    MailKind.WATCHED: When.WEEKLY,
    MailKind.TRACKED: When.WEEKLY,
    MailKind.TOPIC: When.WEEKLY,
    MailKind.QUESTION: When.WEEKLY,
    MailKind.REMINDER: When.AT_ONCE,
}
# What a choice for one theme or topic decides. Replies and mentions come as chosen for all.
KINDS_OF_PLACES = (MailKind.WATCHED, MailKind.TRACKED, MailKind.TOPIC)

# Why a mail came: the line at its end.
REASONS = {
    MailKind.MENTION: _("You get this e-mail because somebody mentioned you."),
    MailKind.REPLY: _("You get this e-mail because somebody replied to you."),
    MailKind.MESSAGE: _("You get this e-mail because of your messages with facilitators."),
    MailKind.NOTE: _("You get this e-mail because somebody wrote you a private note."),
    MailKind.CHOSEN: _(
        "You get this e-mail because you chose e-mails for this topic or its theme."
    ),
    MailKind.WATCHED: _("You get this e-mail because you watch this topic or its theme."),
    MailKind.TOPIC: _("You get this e-mail because you follow the theme of this topic."),
    MailKind.DIGEST: _("You get this digest because you follow themes and topics."),
}
