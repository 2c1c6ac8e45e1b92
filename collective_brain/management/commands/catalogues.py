"""Update and compile the message catalogues; `--check` only reports what is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from collective_brain.i18n.compilation import compile_catalogues


class Command(BaseCommand):
    help = "Update the catalogues from the source and compile them, without xgettext or msgfmt."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, and fail if anything is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Babel is installed with the tests only: a site that serves does not need it.
        from collective_brain.i18n import catalogues

        if not options["check"]:
            catalogues.update_catalogues()
            compile_catalogues()
        problems = list(catalogues.find_problems())
        for problem in problems:
            self.stdout.write(problem)
        if not problems:
            self.stdout.write("The catalogues are complete.")
        elif options["check"]:
            raise CommandError(f"{len(problems)} texts need a translator.")
        else:
            self.stdout.write(f"{len(problems)} texts need a translator.")
