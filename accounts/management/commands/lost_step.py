"""For whoever lost phone and recovery codes when no administrator can help: the last administrator, above all."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import actions
from accounts.models import Member
from collective_brain.errors import Refused


class Command(BaseCommand):
    help = "Take the second step of signing in from a member, who is told by e-mail. Be sure that it is them who asked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        member = Member.objects.filter(email__iexact=email).first()
        if not member:
            raise CommandError(f"Nobody signs in with {email}.")
        try:
            actions.remove_second_step(member, by=member, why="Lost.")
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"A password is enough for {member.email} now.")
