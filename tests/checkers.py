"""Checkers from npm: axe for accessibility and the Nu HTML checker for the source of pages."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

TOOLS = Path(__file__).parent.parent / "var" / "npm" / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
NU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"


def axe_violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """The violations of `rules` that axe finds on the page, one line each. (): of all rules.

    The debugger evaluates axe, so the Content-Security-Policy of the page stays on.
    """
    if not AXE.exists():
        pytest.skip(
            "needs axe-core: apt-get install npm. `make test` then installs it into var/npm"
        )
    page.evaluate(AXE.read_text())
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    results = page.evaluate("options => axe.run(options)", options)
    return [_describe(violation) for violation in results["violations"]]


def html_errors(pages: dict[str, str], folder: Path) -> list[str]:
    """The errors that the Nu HTML checker finds in `pages` (name: source).

    All pages go into one call, because the checker takes 1.5 s to start.
    folder: where the pages are written for the checker, such as pytest's tmp_path.
    """
    if not NU.exists() or not shutil.which("java"):
        pytest.skip(
            "needs Java and vnu-jar: apt-get install npm default-jre-headless. "
            "`make test` does the rest"
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
    checker = subprocess.run(command, capture_output=True, text=True)
    return [_describe_error(message) for message in json.loads(checker.stderr)["messages"]]


def _describe(violation: dict[str, Any]) -> str:
    elements = ", ".join(str(node["target"][0]) for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {elements}"


def _describe_error(message: dict[str, Any]) -> str:
    page = Path(message["url"]).stem
    extract = message.get("extract", "").strip()
    return f"{page}:{message.get('lastLine')}: {message['message']} ({extract})"
