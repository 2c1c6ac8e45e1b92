"""The signed link with which a former member empties the texts that stayed.

It went to the last address of the account, which the site has forgotten. Opening it changes
nothing, because programs of offices open every link of a mail.
"""

import logging
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from accounts import mail
from accounts.models import Member

logger = logging.getLogger(__name__)
SALT = "accounts.former_members"
VALID_FOR = timedelta(days=5 * 366)


def email_link(owner: Member, request: HttpRequest) -> None:
    """owner: the member as they were before the account was closed."""
    path = reverse("members:empty_texts", args=[signing.dumps(owner.pk, salt=SALT)])
    try:
        url = request.build_absolute_uri(path)
        mail.send("account/email/texts_kept", owner, {"url": url})
    except OSError:  # smtplib's errors are OSErrors, too
        logger.exception("The owner of a closed account got no link.")


def find(token: str) -> Member | None:
    """The closed account of this link."""
    try:
        member_id = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    return Member.objects.filter(pk=member_id, closed_at__isnull=False).first()
