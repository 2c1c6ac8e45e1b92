"""The documentation names files that exist, and the description of the architecture stays short."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDERS = ("accounts", "bench", "collective_brain", "deploy", "docs", "forum", "templates", "tests")
SUFFIXES = "conf|css|html|js|json|md|png|py|service|svg|toml|txt|yaml"
# Neither pattern matches a URL, which has a slash or a colon before it, nor forum/*/listeners.py.
FOLDER_PATH = re.compile(rf"(?<![\w./:-])(?:{'|'.join(FOLDERS)})/[\w./@-]*\b(?![*\w])")
FILE_NAME = re.compile(rf"(?<![\w./:*-])(?:\.\./)*[\w@-][\w./@-]*\.(?:{SUFFIXES})\b(?![/*-])")
# `forum/topics/views.py: reply, preview`
NAMES_IN_FILE = re.compile(r"`([\w./]+\.py): ([\w., ]+)`")
MAX_ARCHITECTURE_LINES = 120

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
FILES = [path for path in ROOT.glob("*") if path.is_file()]
FILES += [path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file()]
# Every ending of every path, at a slash: a document may say "topics/rules.py".
ENDINGS = {
    "/".join(parts[start:])
    for parts in (path.relative_to(ROOT).parts for path in FILES)
    for start in range(len(parts))
}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_in_the_documentation_exists(document):
    text = document.read_text().split("\n## Appendix", 1)[0]  # the appendix lists old names
    missing = [name for name in FILE_NAME.findall(text) if not is_file(name, document)]
    missing += [path for path in FOLDER_PATH.findall(text) if not (ROOT / path).exists()]
    assert missing == []


def is_file(name: str, document: Path) -> bool:
    return name in ENDINGS or (document.parent / name).is_file()


def test_every_name_in_the_documentation_exists_in_its_file():
    missing = [
        f"{path}: {name}"
        for document in DOCUMENTS
        for path, names in NAMES_IN_FILE.findall(document.read_text())
        for name in re.findall(r"\w+", names)
        if not re.search(rf"\b{name}\b", (ROOT / path).read_text())
    ]
    assert missing == []


def test_every_decision_that_a_comment_names_exists():
    numbers = {int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    sources = [path for path in FILES if path.suffix in (".py", ".html", ".md", ".js")]
    named = {
        int(number)
        for path in sources
        for number in re.findall(r"\b[Dd]ecisions? (\d+)", path.read_text())
    }
    assert named - numbers == set()


def test_the_description_of_the_architecture_is_short():
    lines = (ROOT / "docs/architecture.md").read_text().splitlines()
    assert len(lines) <= MAX_ARCHITECTURE_LINES
