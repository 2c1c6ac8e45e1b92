"""Do what a member asks for in the first line: stop, pause, daily, watch, mute, report."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import rate_limits
from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import actions
from forum.mail.incoming.models import ReplyKey
from forum.mail.incoming.outcomes import Reason
from forum.mail.incoming.publication import NotPublished, answered_number, without_secrets
from forum.mail.kinds import MailKind, When
from forum.mail.reading.commands import Command, find_command
from forum.mail.reading.message import IncomingMail
from forum.reports import actions as reports
from forum.topics.models import Topic

MOST_OF_GREETING = 60  # characters below a command, such as "Thank you, Ana"
CLEAR = ("stop", "pause", "mute")  # "weekly" with words below it may answer a question
OF_TOPIC = ("watch", "mute", "report")
MAX_REASON = 300  # characters, as in the form


def command_in(mail: IncomingMail, key: ReplyKey) -> Command | None:
    """The command that `mail` is; None if it is a text."""
    command = find_command(mail.kept)
    if command is None or key.theme_id or (command.name in OF_TOPIC and not key.topic_id):
        return None
    # A report is never published, however long its reason is.
    has_greeting_only = command.name in CLEAR and len(_below(mail)) <= MOST_OF_GREETING
    is_command = command.is_alone or has_greeting_only or command.name == "report"
    return command if is_command else None


def obey(command: Command, key: ReplyKey, mail: IncomingMail) -> str:
    """Do it, and say what was done. Raises NotPublished and Refused."""
    member: Member = key.member
    if command.name == "report":
        return _report(member, key.topic, mail)
    if command.name == "stop":
        return _stop(member)
    if command.name == "pause":
        return _pause(member, command.days)
    if command.name in ("daily", "weekly"):
        return _collect(member, command.name)
    return _follow(member, key.topic, command.name)


def _below(mail: IncomingMail) -> str:
    """What the author wrote below the first line."""
    return mail.kept.strip().partition("\n")[2].strip()


def _report(member: Member, topic: Topic | None, mail: IncomingMail) -> str:
    """Report the post that the mail answers. The lines below the command are the reason."""
    number = (answered_number(topic, mail) if topic else None) or 0
    if topic is None or not Topic.objects.visible_to(member).filter(pk=topic.pk).exists():
        raise NotPublished(Reason.GONE)
    post = topic.posts.select_related("author", "topic__theme").filter(number=number).first()
    if post is None:
        raise Refused(_("Answer the e-mail with the post that you want to report."))
    reason = without_secrets(_below(mail))
    if len(reason) > MAX_REASON:
        raise Refused(_("Your reason is too long. Use at most 300 characters."))
    if wait := rate_limits.count_use("report", f"member:{member.pk}"):
        raise NotPublished(Reason.TOO_OFTEN, str(rate_limits.wait_message(wait)))
    reports.report(post, member, why=reason or _("Reported by e-mail."))
    return _("You reported post #%(number)d. You will hear what the facilitators decide.") % {
        "number": post.number
    }


def _stop(member: Member) -> str:
    for kind in MailKind:
        actions.stop(member, kind)
    return _("You get no more e-mails about posts and messages.")


def _pause(member: Member, days: int) -> str:
    until = timezone.now().date() + timedelta(days=days)
    actions.choose(member, paused_until=until)
    sentence = _("Before %(date)s you get no e-mails about posts and messages.")
    return sentence % {"date": date_format(until)}


def _collect(member: Member, when: str) -> str:
    """Posts and topics in one mail a day or a week."""
    actions.choose_digest(member, When(when))
    if when == "daily":
        return _("You now get new posts in what you follow once a day.")
    return _("You now get new posts in what you follow once a week.")


def _follow(member: Member, topic: Topic | None, name: str) -> str:
    if topic is None or not Topic.objects.visible_to(member).filter(pk=topic.pk).exists():
        raise NotPublished(Reason.GONE)
    if name == "mute":
        actions.mute(member, topic)
        return _("You get no more e-mails about this topic.")
    following.set_topic_level(topic, member, level=Level.WATCHING)
    return _("You now watch this topic.")
