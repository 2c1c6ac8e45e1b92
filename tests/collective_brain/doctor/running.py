"""Run `manage.py doctor` in the process of the test."""

from io import StringIO

from django.core.management import CommandError, call_command

HEALTHY = (0, ["Nothing is wrong."])


def doctor(*options: str) -> tuple[int, list[str]]:
    """The exit code and the lines that doctor prints."""
    output = StringIO()
    try:
        call_command("doctor", *(options or ["--only", "data"]), stdout=output)
    except CommandError as error:
        return error.returncode, [*output.getvalue().splitlines(), str(error)]
    return 0, output.getvalue().splitlines()
