"""Choose what comes by mail. It concerns only the member and no other package, so it leaves no
event.
"""

from email.utils import make_msgid
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from forum.following import actions as following
from forum.following.models import Level
from forum.mail import messages, selection
from forum.mail.addresses import mail_domain
from forum.mail.kinds import MailKind, When
from forum.mail.models import MailSettings
from forum.mail.selection import TopicMail
from forum.topics.models import Post, Topic


def choose(member: Any, **choices: Any) -> None:
    """choices: the columns of MailSettings."""
    MailSettings.objects.choose(member, **choices)


def stop(member: Member, kind: str) -> None:
    """No more mails of this kind. A repeat changes nothing."""
    MailSettings.objects.choose(member, **{MailKind(kind).value: When.SITE})


def mute(member: Member, topic: Topic) -> None:
    """No more mails about `topic`, and nothing of it is shown as new."""
    following.set_topic_level(topic, member, level=Level.MUTED)


def send_sample(member: Member) -> None:
    """Mail the newest topic to `member`, as it would come. Raises Refused."""
    if why := selection.refuse_mail(member):
        raise Refused(why)
    first = Post.objects.public().filter(number=1).select_related("author", "topic__theme")
    newest = first.order_by("-topic").first()
    if newest is None:
        raise Refused(_("There is no topic yet that could be the example."))
    example = TopicMail(newest.topic, [(MailKind.TOPIC, newest)])
    messages.make(member, example, make_msgid(domain=mail_domain())).send()
