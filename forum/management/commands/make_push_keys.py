"""Make the key with which the site signs its push messages."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.push.encryption import new_private_key


class Command(BaseCommand):
    help = "Print a new PUSH_PRIVATE_KEY for the environment of the site."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("# A new key ends the push messages of all devices until they are turned")
        self.stdout.write("# on again. Add this line to /etc/collective-brain.env, and restart.")
        self.stdout.write(f"PUSH_PRIVATE_KEY={new_private_key()}")
