"""Mails that a member asks for to see what they look like. Nothing is stored about them."""

from datetime import date, timedelta
from email.utils import make_msgid

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from forum.mail import messages, selection
from forum.mail.addresses import mail_domain
from forum.mail.digests import messages as digest_messages
from forum.mail.digests.contents import find_between
from forum.mail.digests.schedule import zone_of
from forum.mail.digests.windows import Windows
from forum.mail.kinds import DEFAULTS, DIGEST_TIMES, MailKind, When
from forum.mail.preferences import MailSettings
from forum.mail.selection import TopicMail
from forum.topics.models import Post

REACHES_BACK = timedelta(days=14)


def send_topic(member: Member) -> None:
    """Mail the newest topic to `member`, as it would come. Raises Refused."""
    _require_address(member)
    first = Post.objects.public().filter(number=1).select_related("author", "topic__theme")
    newest = first.order_by("-topic").first()
    if newest is None:
        raise Refused(_("There is no topic yet that could be the example."))
    example = TopicMail(newest.topic, [(MailKind.TOPIC, newest)])
    messages.make(member, example, make_msgid(domain=mail_domain())).send()


def send_digest(member: Member) -> None:
    """Mail what a digest with everything that is unread would have. Raises Refused."""
    _require_address(member)
    now = timezone.now()
    windows = Windows(now, {When.WEEKLY: now - REACHES_BACK})
    weekly = [kind for kind, default in DEFAULTS.items() if default in DIGEST_TIMES]
    choices = MailSettings(member=member, **dict.fromkeys(weekly, When.WEEKLY))
    today: date = now.astimezone(zone_of(member.time_zone)).date()
    digest = find_between(member, today, windows, choices)
    if digest is None:
        raise Refused(
            _("You have read everything that you follow, so there is nothing for a digest.")
        )
    digest_messages.make(member, digest, make_msgid(domain=mail_domain())).send()


def _require_address(member: Member) -> None:
    if why := selection.refuse_mail(member):
        raise Refused(why)
