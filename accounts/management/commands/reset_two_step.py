"""Reset two-step verification when no administrator can, above all for the last one."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.administration import actions
from accounts.credentials import normal_email
from accounts.models import Member
from collective_brain.errors import Refused


class Command(BaseCommand):
    help = (
        "Remove the app, the passkeys and the recovery codes of a member and tell them by e-mail. "
        "Make sure that the member has asked for it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        member = Member.objects.filter(email=normal_email(email)).first()
        if not member:
            raise CommandError(f"No member has the e-mail address {email}.")
        try:
            with translation.override(member.language or settings.LANGUAGE_CODE):
                reason = _(
                    "Access to two-step verification was lost. The owner of the server turned it "
                    "off."
                )
            actions.reset_two_step(member, by=None, why=reason)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{member.email} can sign in with their password alone now.")
