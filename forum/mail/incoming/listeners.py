"""What happens to received mails when an account is closed, and when somebody decides about a text
that came by mail and waits.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.events import MemberClosed
from accounts.models import Member
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.incoming.outcomes import Reason, State
from forum.screening.events import HeldPostApproved, HeldPostRejected, HeldPostTakenBack
from forum.screening.models import HeldPost


def delete_received_mail_of_closed_account(event: MemberClosed) -> None:
    ReplyKey.objects.filter(member=event.member_id).delete()
    ReceivedMail.objects.filter(member=event.member_id).delete()


def finish_mail_of_approved_text(event: HeldPostApproved) -> None:
    """The mail is that of the post: answers to it belong to the thread."""
    for held in HeldPost.objects.by_mail().filter(pk=event.held_id).exclude(post=None):
        mails = ReceivedMail.objects.filter(member=held.author_id, message_id=held.mail_id)
        waiting = mails.filter(state__in=(State.HELD, State.REFUSED), post=None)
        waiting.update(state=State.PUBLISHED, post=held.post_id, reason="", refusal="")


def finish_mail_of_rejected_text(event: HeldPostRejected) -> None:
    for held in HeldPost.objects.by_mail().filter(pk=event.held_id):
        _refuse(held.author_id, held.mail_id, event.why)


def finish_mail_of_text_taken_back(event: HeldPostTakenBack) -> None:
    if event.mail_id:
        language = Member.objects.values_list("language", flat=True).get(pk=event.by)
        with translation.override(language or None):
            _refuse(event.by, event.mail_id, _("You have taken this text back."))


def _refuse(member_id: int, mail_id: str, sentence: str) -> None:
    waiting = ReceivedMail.objects.filter(member=member_id, message_id=mail_id, state=State.HELD)
    waiting.update(state=State.REFUSED, reason=Reason.RULE, refusal=sentence)
