"""List the files that one reply passes, from the form to another reader's tab.

`python -m bench.reply_path`: two browsers open a topic, one sends a reply, and the other shows it.
The command lists each Python file, template and script of the site that runs from the click until
then: the lines of the file, and the lines of those of its functions that run.
"""

import ast
import json
import os
import shutil
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from bench.report import Row, print_report
from bench.served.sites import ROOT, Site, wait_until

TRACER = Path(__file__).parent / "tracer"
TEXT = "How do farmers' cooperatives share the cost of a warehouse?"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        env = {"PYTHONPATH": str(TRACER), "REPLY_PATH_REPORT": str(report)}
        site = Site(Path(folder), env)
        site.prepare(demo=True)
        site.start()
        try:
            scripts = _send_reply(site)
            ran = json.loads(report.read_text())
        finally:
            site.close()
    rows = [*_python_rows(ran["functions"]), *_template_rows(ran["templates"]), *scripts]
    totals = {
        "files": len(rows),
        "lines of files": sum(row["file"] for row in rows),
        "lines that run": sum(row["runs"] for row in rows),
    }
    print_report("The way of one reply", rows, as_json=False, **totals)


def _send_reply(site: Site) -> list[Row]:
    """Send a reply between two browsers, and return the rows of the scripts."""
    assert site.process
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        contexts = [browser.new_context(base_url=site.url) for _ in range(2)]
        pages = [
            _open_topic(context, site, email)
            for context, email in zip(contexts, _emails(site), strict=True)
        ]
        author, reader = pages
        author.fill("#reply textarea, textarea[name=source]", TEXT)
        author.wait_for_timeout(3000)  # what runs now belongs to typing, not to sending
        sessions = [_start_coverage(page) for page in pages]
        os.kill(site.process.pid, signal.SIGUSR1)
        author.get_by_role("button", name="Post reply").click()
        for page in pages:
            page.get_by_text(TEXT).locator("visible=true").first.wait_for()
        time.sleep(1)  # for the answer to the author
        os.kill(site.process.pid, signal.SIGUSR2)
        report = Path(site.env["REPLY_PATH_REPORT"])
        wait_until(report.exists)
        assert reader.url
        return _script_rows(_take_coverage(session) for session in sessions)


def _emails(site: Site) -> list[str]:
    return site.shell(
        "from accounts.models import Member\n"
        "for member in Member.objects.exclude(handle=None).order_by('pk')[1:3]: print(member.email)"
    ).split()


def _open_topic(context: BrowserContext, site: Site, email: str) -> Page:
    context.add_cookies([{"name": "sessionid", "value": site.session_of(email), "url": site.url}])
    page = context.new_page()
    topic_path = site.shell(
        "from forum.topics.models import Topic\n"
        "print(Topic.objects.filter(closed_at=None, hidden_at=None, last_number__lt=20)"
        ".first().get_absolute_url())"
    )
    page.goto(topic_path)
    page.locator("textarea[name=source]").focus()  # loads the composer
    page.wait_for_timeout(2000)
    return page


def _start_coverage(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})
    session.send("Profiler.takePreciseCoverage")  # clears the counts of what ran before
    return session


def _take_coverage(session: CDPSession) -> dict[str, Any]:
    answer: dict[str, Any] = session.send("Profiler.takePreciseCoverage")
    return answer


def _script_rows(reports: Iterable[dict[str, Any]]) -> list[Row]:
    """The rows of the scripts. The site serves them without comments, so lines are counted by
    the names of the functions.
    """
    names_by_file: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for script in report["result"]:
            file = script["url"].rsplit("/", 1)[-1].split(".")[0] + ".js"
            for function in script["functions"]:
                if function["functionName"] and function["ranges"][0]["count"]:
                    names_by_file[file].add(function["functionName"])
    rows = []
    for file, names in sorted(names_by_file.items()):
        path = ROOT / "collective_brain" / "static" / "js" / file
        if path.exists():
            lines = path.read_text().splitlines()
            rows.append(_row(path, len(lines), sum(_script_lines(lines, name) for name in names)))
    return rows


def _script_lines(lines: list[str], name: str) -> int:
    """The lines of the function or method with this name: up to the line that closes it."""
    for start, line in enumerate(lines):
        stripped = line.removeprefix("export ").strip()
        for prefix in ("", "get ", "set ", "async ", "function ", "async function "):
            if stripped.startswith(f"{prefix}{name}(") and stripped.endswith("{"):
                indent = len(line) - len(line.lstrip())
                for end, other in enumerate(lines[start:], 1):
                    if other == " " * indent + "}":
                        return end
    return 0


def _python_rows(functions: list[list[Any]]) -> list[Row]:
    starts: dict[str, set[int]] = defaultdict(set)
    for file, line, _name in functions:
        starts[file].add(line)
    rows = []
    for file, first_lines in sorted(starts.items()):
        path = Path(file)
        if "bench" in path.parts or ".venv" in path.parts:
            continue
        text = path.read_text()
        rows.append(_row(path, len(text.splitlines()), _function_lines(text, first_lines)))
    return rows


def _function_lines(text: str, first_lines: set[int]) -> int:
    """The lines of the functions that start in these lines; a nested one counts once."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        if first in first_lines and node.end_lineno:
            lines.update(range(first, node.end_lineno + 1))
    return len(lines)


def _template_rows(templates: list[str]) -> list[Row]:
    paths = [Path(name) for name in templates if name.startswith(f"{ROOT}/templates")]
    counts = [len(path.read_text().splitlines()) for path in paths]
    return [_row(path, count, count) for path, count in zip(paths, counts, strict=True)]


def _row(path: Path, file_lines: int, lines_that_run: int) -> Row:
    return {"name": str(path.relative_to(ROOT)), "file": file_lines, "runs": lines_that_run}


if __name__ == "__main__":
    main()
