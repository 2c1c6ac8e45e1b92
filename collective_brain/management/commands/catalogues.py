"""Gather what is to be translated; `--check` says what is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from collective_brain.i18n.compilation import compile_catalogues


class Command(BaseCommand):
    help = "Update the catalogues from the source and compile them, without xgettext or msgfmt."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when anything is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Babel comes with the tests' requirements: a site that only serves does not need it.
        from collective_brain.i18n import catalogues

        if not options["check"]:
            catalogues.update_catalogues()
            compile_catalogues()
        wrong = list(catalogues.find_problems())
        for line in wrong:
            self.stdout.write(line)
        self.stdout.write(
            f"{len(wrong)} texts need a translator." if wrong else "The catalogues are whole."
        )
        if options["check"] and wrong:
            raise CommandError("The catalogues are not whole.")
