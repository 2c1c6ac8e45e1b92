"""Listeners of events of accounts, which the worker calls."""

from accounts.consents.models import Consent
from accounts.events import MemberClosed


def delete_consents_of_closed_account(event: MemberClosed) -> None:
    Consent.objects.filter(member=event.member_id).delete()
