"""Over the demonstration community, at least nine of ten known answers are among the first five."""

import pytest
from django.core.management import call_command

from accounts.models import Audience, Member
from forum import demo
from tests.forum.search.known_answers import KNOWN
from tests.forum.search.searching import search, titles

FIRST = 5


@pytest.mark.usefixtures("database")
def test_known_answers_are_among_the_first(database, capsys):
    call_command("seed_themes", verbosity=0)
    demo.create_demo(password=None, tell=lambda done, of: None)
    Member.objects.update(listed_for=Audience.EVERYONE)
    asked = [known for known in KNOWN if known.answer]
    answers = {known: titles(search(known.typed))[:FIRST] for known in asked}
    missed = {known: first for known, first in answers.items() if not _has(first, known.answer)}
    share = 1 - len(missed) / len(asked)
    with capsys.disabled():
        print(f"\n{database}: {len(asked)} known answers, {share:.1%} among the first {FIRST}")
        for known, first in missed.items():
            print(f"  {known.typed!r} ({known.why}): not {known.answer!r} among {first}")
    assert len(asked) >= 60 and share >= 0.9


def _has(first: list[str], beginning: str) -> bool:
    return any(title.startswith(beginning) for title in first)
