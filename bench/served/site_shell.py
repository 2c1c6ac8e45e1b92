"""A Python process with the settings of a site, for tests that query its tables or change them."""

import json
import subprocess
import sys
from pathlib import Path

_LOOP = """
import contextlib, io, json, sys, traceback
import django
django.setup()
from django.db import connections
from django.utils import translation
for line in sys.stdin:
    printed, failed = io.StringIO(), ""
    translation.activate("en")
    with contextlib.redirect_stdout(printed):
        try:
            exec(json.loads(line), {})
        except BaseException:
            failed = traceback.format_exc()
    connections.close_all()
    print(json.dumps([printed.getvalue(), failed]), flush=True)
"""


class SiteShell:
    """env: the environment of the site. root: the folder of manage.py.

    python: the one that has the packages of the site.
    """

    def __init__(self, root: Path, env: dict[str, str], *, python: str = sys.executable) -> None:
        self.process = subprocess.Popen(
            [python, "-c", _LOOP],
            cwd=root,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, code: str) -> str:
        """Run statements and return what they print. Raise with the traceback on an error."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        printed, failed = json.loads(self.process.stdout.readline())
        assert not failed, f"{code}\n{printed}\n{failed}"
        return str(printed)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
