"""Checkers from npm: axe for accessibility, the Nu HTML checker for the pages' source."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

TOOLS = Path(__file__).parent.parent / "var" / "npm" / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
NU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, a line each; [] when nothing.

    It is evaluated by the debugger, so the page's Content-Security-Policy stays on.
    """
    if not AXE.exists():
        pytest.skip(
            "needs axe-core: apt-get install npm, then `make test` installs it into var/npm"
        )
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
    return [_told(violation) for violation in found["violations"]]


def html_errors(pages: dict[str, str], folder: Path) -> list[str]:
    """What the Nu HTML checker says of all `pages` (name: source), in one call since it takes 1.5 s to start.

    folder: where to write them for the checker; pytest's tmp_path will do.
    """
    if not NU.exists() or not shutil.which("java"):
        pytest.skip(
            "needs Java and vnu-jar: apt-get install npm default-jre-headless; `make test` does the rest"
        )
    for name, source in pages.items():
        (folder / f"{name}.html").write_text(source, encoding="utf-8")
    command = [
        "java",
        "-jar",
        str(NU),
        "--errors-only",
        "--format",
        "json",
        *map(str, sorted(folder.glob("*.html"))),
    ]
    answer = subprocess.run(command, capture_output=True, text=True)
    return [
        f"{Path(message['url']).stem}:{message.get('lastLine')}: {message['message']} ({message.get('extract', '').strip()})"
        for message in json.loads(answer.stderr)["messages"]
    ]


def _told(violation: dict[str, Any]) -> str:
    where = ", ".join(str(node["target"][0]) for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {where}"
