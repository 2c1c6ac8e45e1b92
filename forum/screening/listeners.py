"""What happens to texts that wait when other things happen. Each listener is safe to repeat."""

from accounts.events import MemberClosed
from accounts.models import Member
from collective_brain import event_log
from forum.screening.models import HeldPost


def delete_texts_of_closed_account(event: MemberClosed) -> None:
    held_ids = set(HeldPost.objects.filter(author=event.member_id).values_list("pk", flat=True))
    event_log.erase_reasons(lambda body: body.get("held_id") in held_ids)
    HeldPost.objects.all().delete_of(Member.objects.get(pk=event.member_id))
