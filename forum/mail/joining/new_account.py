"""The account of somebody who proved that an address is theirs."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Member


def create_account(email: str, language: str) -> Member | None:
    """Call it in the transaction of an action. None if a member has confirmed this address.

    Somebody else may have begun to sign up with the address, and know the password. That account
    has confirmed no address and written nothing, so it goes.
    """
    unconfirmed = Member.objects.filter(email=email, email_confirmed_at=None, handle=None)
    unconfirmed.filter(is_staff=False).delete()
    if EmailAddress.objects.filter(email__iexact=email, verified=True).exists():
        return None
    try:
        with transaction.atomic():
            return Member.objects.create_user(
                email, language=language, email_confirmed_at=timezone.now()
            )
    except IntegrityError:  # somebody signed up with it just now
        return None
