"""What mails to members need to be answered: an address, and the Message-IDs of the member."""

from django.conf import settings

from accounts.models import Member
from forum.enquiries.models import Enquiry
from forum.mail.incoming.addresses import REPLY, TOPIC, make_address
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.private_notes.models import PrivateConversation
from forum.themes.models import Theme
from forum.topics.models import Topic


def reply_address(member: Member, **place: Topic | Enquiry | PrivateConversation) -> str:
    """Where `member` answers by mail; "" if the site takes no mail.

    place: topic, enquiry or private_conversation; none for a digest.
    """
    if not settings.INCOMING_MAIL_DOMAIN:
        return ""
    key = ReplyKey.objects.make(member.pk, **place)
    return make_address(REPLY, key.key)


def digest_address(member: Member) -> str:
    """Where `member` answers a digest; "" if the site takes no mail."""
    return reply_address(member)


def new_topic_address(member: Member, theme: Theme) -> str:
    """Where a mail of `member` starts a topic; "" if the site takes no mail."""
    if not settings.INCOMING_MAIL_DOMAIN:
        return ""
    key = ReplyKey.objects.make(member.pk, topic=None, theme=theme, enquiry=None)
    return make_address(TOPIC, key.key)


def received_message_id(member: Member, topic_id: int, number: int) -> str:
    """The Message-ID of the mail by which `member` wrote this post; "" for other posts.

    Only its author gets it: it may name their computer.
    """
    if not settings.INCOMING_MAIL_DOMAIN:
        return ""
    return ReceivedMail.objects.message_id_of(member.pk, topic_id, number)
