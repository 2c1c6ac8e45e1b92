"""What members can get by mail, and when. Daily and weekly mail can become values of When."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MailKind(models.TextChoices):
    """From the strongest reason to the weakest. Each is the name of a column of MailSettings."""

    MENTION = "mention", _("Somebody mentions you")
    REPLY = "reply", _("Somebody replies to you")
    MESSAGE = "message", _("Messages with facilitators")
    WATCHED = "watched", _("A new post in what you watch")
    TOPIC = "topic", _("A new topic in a theme that you follow")


class When(models.TextChoices):
    AT_ONCE = "at_once", pgettext_lazy("when e-mail is sent", "At once")
    SITE = "site", _("Only on the site")


DEFAULTS = {
    MailKind.MENTION: When.AT_ONCE,
    MailKind.REPLY: When.AT_ONCE,
    MailKind.MESSAGE: When.AT_ONCE,
    MailKind.WATCHED: When.SITE,
    MailKind.TOPIC: When.SITE,
}

# Why a mail came: the line at its end.
REASONS = {
    MailKind.MENTION: _("You get this e-mail because somebody mentioned you."),
    MailKind.REPLY: _("You get this e-mail because somebody replied to you."),
    MailKind.MESSAGE: _("You get this e-mail because of your messages with facilitators."),
    MailKind.WATCHED: _("You get this e-mail because you watch this topic or its theme."),
    MailKind.TOPIC: _("You get this e-mail because you follow the theme of this topic."),
}
