"""Answers as eight mail programs write them in four languages become exactly the author's text."""

from pathlib import Path

import pytest

from forum.mail.reading.trimming import trim

CASES = sorted((Path(__file__).parent.parent / "data" / "own_replies").glob("*.txt"))


def test_there_are_at_least_40_cases():
    assert len(CASES) >= 40


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_text_is_exactly_what_the_author_wrote(path):
    mail, kept = path.read_text().split("\n=== kept ===\n")

    assert trim(mail).kept == kept.rstrip("\n")
