"""In the demonstration community, nine of ten known answers are among the first five results.

Only --whole runs it: test_quality_set.py checks the same with fewer texts and more queries.
"""

import pytest
from django.core.management import call_command

from accounts.choices import Audience
from accounts.models import Member
from forum import demo
from tests.forum.search.known_answers import KNOWN
from tests.forum.search.searching import search, titles

RESULTS_CHECKED = 5


@pytest.mark.usefixtures("database")
@pytest.mark.whole
def test_known_answers_are_among_the_first(database, capsys):
    call_command("seed_themes", verbosity=0)
    demo.create_demo(password=None, report_progress=lambda count, total: None)
    Member.objects.update(listed_for=Audience.EVERYONE)
    with_answer = [known for known in KNOWN if known.answer]
    results = {known: titles(search(known.typed))[:RESULTS_CHECKED] for known in with_answer}
    missed = {
        known: titles_found
        for known, titles_found in results.items()
        if not _has_title(titles_found, known.answer)
    }
    share = 1 - len(missed) / len(with_answer)
    with capsys.disabled():
        print(f"\n{database}: {share:.1%} of {len(with_answer)} known answers are among the first")
        for known, titles_found in missed.items():
            print(f"  {known.typed!r} ({known.why}): not {known.answer!r} among {titles_found}")
    assert len(with_answer) >= 60 and share >= 0.9


def _has_title(titles_found: list[str], beginning: str) -> bool:
    return any(title.startswith(beginning) for title in titles_found)
