"""The quality set: 450 queries with known answers. 95 % of each kind are among the first five.

tests/forum/search/quality/ has the texts and the queries. The test prints the share of each kind,
and the queries that miss. CI asks every third query.
"""

from collections import Counter
from math import ceil
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.choices import Audience
from forum.search import indexing
from tests import factories as make
from tests.forum.search.searching import search, titles

FOLDER = Path(__file__).parent / "quality"
RESULTS_CHECKED = 5
REQUIRED_SHARE = 0.95
MIN_QUERIES = {
    "forms": 100,
    "misspellings": 50,
    "names": 50,
    "phrases": 50,
    "cross-language": 50,
    "references": 20,
    "beginnings": 10,
}


def rows(file_name: str) -> list[list[str]]:
    lines = (FOLDER / file_name).read_text(encoding="utf-8").splitlines()
    return [line.split(" | ") for line in lines if not line.startswith("#")]


@pytest.fixture
def _corpus(database) -> None:
    call_command("seed_themes", verbosity=0)
    theme = make.theme(name="Anything")
    author = make.member("author", name="Xx", listed_for=Audience.NOBODY)
    for language, title, text in rows("corpus.txt"):
        make.topic(author, within=theme, title=title, source=text, language=language)
    for handle, name, organisation in rows("members.txt"):
        make.member(handle, name=name, organisation=organisation, listed_for=Audience.EVERYONE)
    while indexing.add_missing_entries():
        pass


@pytest.mark.usefixtures("_corpus")
@pytest.mark.whole_on("sqlite")
@pytest.mark.drill("search quality", 16)
def test_answers_are_among_the_first_five(database, sample, capsys):
    queries, missed = Counter(), Counter()
    lines = []
    every_query = rows("queries.txt")
    asked = sample(every_query, 3)
    for kind, typed, language, answer in asked:
        results = search(typed)
        found = [*(reference.title for reference in results.references), *titles(results)]
        queries[kind] += 1
        if not any(title.startswith(answer) for title in found[:RESULTS_CHECKED]):
            missed[kind] += 1
            lines.append(f"  {kind}: {typed!r} ({language}): {answer!r} is not among {found[:5]}")
    with capsys.disabled():
        print(f"\n{database}: answers among the first {RESULTS_CHECKED}")
        for kind, count in queries.items():
            print(f"  {kind}: {1 - missed[kind] / count:.1%} of {count}")
        print(
            f"  all: {1 - missed.total() / queries.total():.1%} of {queries.total()}",
            *lines,
            sep="\n",
        )
    number = Counter(kind for kind, *_rest in every_query)
    assert all(number[kind] >= count for kind, count in MIN_QUERIES.items())
    allowed = {kind: ceil((1 - REQUIRED_SHARE) * count) for kind, count in queries.items()}
    assert all(missed[kind] <= allowed[kind] for kind in queries)
