"""Answers as eight mail programs write them in four languages become exactly the author's text."""

from pathlib import Path

import pytest

from forum.mail.reading.message import read_mail
from forum.mail.reading.trimming import trim

FOLDER = Path(__file__).parent.parent / "data" / "own_replies"
CASES = sorted(FOLDER.glob("*.txt"))
HTML_CASES = sorted(FOLDER.glob("*.html"))


def test_there_are_at_least_40_cases():
    assert len(CASES) >= 40


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_text_is_exactly_what_the_author_wrote(path):
    mail, kept = path.read_text().split("\n=== kept ===\n")

    assert trim(mail).kept == kept.rstrip("\n")


@pytest.mark.parametrize("path", HTML_CASES, ids=lambda path: path.stem)
def test_the_text_of_a_mail_with_only_html_is_what_the_author_wrote(path):
    html, kept = path.read_text().split("\n=== kept ===\n")

    mail = read_mail(f"Content-Type: text/html; charset=utf-8\n\n{html}".encode())

    assert mail.kept == kept.rstrip("\n")
