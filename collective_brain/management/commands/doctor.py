"""Look at everything that can be wrong, say it, and repair it (decision 71)."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from collective_brain.doctor import Problem, RowCheck
from collective_brain.doctor.examination import problems_of, repair
from collective_brain.event_log.waiting import WorkerWait
from collective_brain.management.all_checks import data_checks
from collective_brain.observability.configuration_checks import CONFIGURATION_CHECKS

MAX_PRINTED = 10  # problems of one kind
AREAS = ("data", "configuration")


class Command(BaseCommand):
    help = (
        "Check the stored data and the configuration, and say what is wrong. With --fix, repair "
        "the data. You can run it at any time, stop it, and repeat it. Exit code 1: something is "
        "wrong and not repaired."
    )
    requires_system_checks = ()  # the configuration checks report them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="repair the data")
        parser.add_argument(
            "--only",
            nargs="+",
            default=[],
            metavar="NAME",
            help="run only these checks: data, configuration, or names that --list prints",
        )
        parser.add_argument("--list", action="store_true", help="print the names of the checks")

    def handle(self, *args: Any, **options: Any) -> None:
        data = [check for check in data_checks() if _is_chosen(check.name, "data", options)]
        configuration = [
            check
            for check in CONFIGURATION_CHECKS
            if _is_chosen(check.name, "configuration", options)
        ]
        if options["list"]:
            names = [check.name for check in data] + [check.name for check in configuration]
            self.stdout.write("\n".join(dict.fromkeys(names)))
            return
        if not data and not configuration:
            raise CommandError(f"No check has this name: {', '.join(options['only'])}.")
        self.found = self.repaired = 0
        self._wait_for_worker = WorkerWait()
        for check in data:
            self._examine(check, fix=options["fix"])
        for configuration_check in configuration:
            self._print_each(configuration_check.find())
        self._conclude()

    def _examine(self, check: RowCheck, *, fix: bool) -> None:
        problems = list(problems_of(check, self._wait_for_worker))
        self.found += len(problems)
        self._printed = 0
        if fix:
            repair(check, problems, self._report_repair)
        else:
            for problem in problems:
                self._print(f"{problem.sentence}. --fix {check.repair_sentence}.")
        if len(problems) > MAX_PRINTED:
            self.stdout.write(f"… and {len(problems) - MAX_PRINTED} more of this kind.")
        self.stdout.flush()

    def _report_repair(self, problem: Problem, error: Exception | None) -> None:
        if error is None:
            self.repaired += 1
        result = "Repaired." if error is None else f"Not repaired: {error}"
        self._print(f"{problem.sentence}. {result}")

    def _print_each(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self.found += 1
            self.stdout.write(sentence)

    def _print(self, sentence: str) -> None:
        self._printed += 1
        if self._printed <= MAX_PRINTED:
            self.stdout.write(sentence)

    def _conclude(self) -> None:
        if not self.found:
            self.stdout.write("Nothing is wrong.")
            return
        summary = f"{self.found} problems found, {self.repaired} repaired."
        if self.found > self.repaired:
            raise CommandError(summary)
        self.stdout.write(summary)


def _is_chosen(name: str, area: str, options: dict[str, Any]) -> bool:
    return not options["only"] or name in options["only"] or area in options["only"]
