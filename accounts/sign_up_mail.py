"""The page after sign-up: the address to which the link was sent, and sending it again.

The session keeps the address as typed, whether or not it has an account, so that the page tells
nobody who has one.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.http import HttpRequest

from collective_brain.web import rate_limits

SESSION_KEY = "sign_up_email"


def remember_address(request: Any, email: str) -> None:
    request.session[SESSION_KEY] = email


def forget_address(request: Any) -> None:
    request.session.pop(SESSION_KEY, None)


def remembered_address(request: Any) -> str:
    return str(request.session.get(SESSION_KEY, ""))


def send_again(request: HttpRequest, email: str) -> rate_limits.Wait:
    """Send what the sign-up has sent: the link, or that this e-mail has an account already.

    Returns the seconds to wait, 0 if the mail is on its way.
    """
    wait = rate_limits.count_use("sign_up_mail", email)
    if wait:
        return wait
    address = EmailAddress.objects.filter(email=email, verified=False).first()
    if address:
        address.send_confirmation(request, signup=True)
    else:
        get_adapter(request).send_account_already_exists_mail(email)
    return wait
