"""E-mails about an account, in the language of its owner."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.utils import translation

from accounts.models import Member


def send(template: str, member: Member, context: dict[str, Any]) -> None:
    """template: the path of the templates without _subject.txt and _message.txt."""
    with translation.override(member.language or settings.LANGUAGE_CODE):
        get_adapter().render_mail(template, member.email, context).send()
