"""The vocabulary counts the entries that have a word, and finds similar and longer words."""

from collections import Counter

import pytest
from django.core.management import call_command

from forum.search import indexing, tasks
from forum.search.models import INDEX_VERSION, Entry, Trigram, Word
from forum.search.vocabulary import MAX_LENGTH, edit_distance, trigrams
from tests import factories as make
from tests.forum.search.searching import found_titles, run_event_listeners
from tests.forum.search.test_indexing import cause_every_event

pytestmark = pytest.mark.usefixtures("database")


def counted_in_entries() -> dict[str, int]:
    return dict(Counter(word for entry in Entry.objects.all() for word in entry.vocabulary_words))


def stored_counts() -> dict[str, int]:
    return dict(Word.objects.values_list("word", "entry_count"))


def test_the_counts_are_equal_to_the_entries_after_every_event():
    cause_every_event()
    run_event_listeners()
    assert stored_counts() == counted_in_entries() and "message" in stored_counts()
    expected = {word: len(trigrams(word)) for word in stored_counts()}
    rows = Counter(Trigram.objects.values_list("word__word", flat=True))
    assert dict(rows) == expected


def test_a_second_check_of_every_row_changes_no_count():
    cause_every_event()
    run_event_listeners()
    tasks.index_briefly_then_enqueue()
    counts = stored_counts()
    call_command("doctor", "--fix", "--only", "search-entries")
    assert stored_counts() == counts


def test_entries_of_an_older_version_are_written_again_in_batches(monkeypatch):
    for number in range(5):
        make.topic(title=f"Village {number}")
    run_event_listeners()
    tasks.index_briefly_then_enqueue()
    counts = stored_counts()
    Word.objects.all().delete()
    Entry.objects.update(version=None, title="old enßold")
    Entry.objects.filter(pk__in=Entry.objects.order_by("pk")[:3]).update(version=INDEX_VERSION - 1)
    assert found_titles("villages") == []
    monkeypatch.setattr(indexing, "BATCH_SIZE", 2)
    batches = 0
    while indexing.add_missing_entries():
        batches += 1
    assert batches >= 3 and len(found_titles("villages")) == 5
    assert stored_counts() == counts == counted_in_entries()


def test_a_long_text_adds_only_its_first_words():
    long_word, words = (
        "x" * (MAX_LENGTH + 1),
        " ".join(f"word{chr(97 + n % 26)}{'y' * (n // 26)}" for n in range(600)),
    )
    make.topic(source=f"{long_word} {words} last1 lastly")
    run_event_listeners()
    stored = stored_counts()
    assert "worda" in stored and "lastly" not in stored and len(stored) < 500
    assert long_word not in stored and "last1" not in stored


@pytest.mark.parametrize(
    ("word", "other", "edits"),
    [
        ("same", "same", 0),
        ("microfinnance", "microfinance", 1),
        ("platfrom", "platform", 1),
        ("cooperativ", "cooperatives", 1),
        ("abcd", "wxyz", 4),
    ],
)
def test_the_distance_counts_edits_and_swaps(word, other, edits):
    assert edit_distance(word, other) == edits
