"""The checks of the vocabulary of the search: words, how many entries have them, and trigrams."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial

from django.db.models import QuerySet
from django.db.models.functions import Substr

from collective_brain.doctor import Problem, RowCheck
from forum.search import indexing
from forum.search.models import INDEX_VERSION, VOCABULARY_CHARACTERS, Entry
from forum.search.vocabulary import Trigram, Word, store_trigrams


def vocabulary_checks() -> list[RowCheck]:
    """Return new checks for each run: a run counts the words of all entries only once."""
    return [
        RowCheck(
            "search-vocabulary",
            rows=Entry.objects.all,
            find=find_missing_words,
            repair=add_missing_words,
            repair_sentence="adds them",
            is_eventual=True,
        ),
        RowCheck(
            "search-word-counts",
            rows=Word.objects.all,
            find=partial(find_wrong_counts, cache(count_all_words)),
            repair=count_words_again,
            repair_sentence="counts its entries again",
            is_eventual=True,
        ),
        RowCheck(
            "search-trigrams",
            rows=Word.objects.all,
            find=find_words_without_trigrams,
            repair=store_trigrams,
            repair_sentence="stores its trigrams",
            batch=500,
        ),
    ]


def find_missing_words(entries: "QuerySet[Entry]") -> Iterator[Problem]:
    """Entries with words that the vocabulary lacks: search neither corrects nor completes them."""
    words_by_pk = {
        entry.pk: entry.vocabulary_words for entry in entries.filter(version=INDEX_VERSION)
    }
    known = _known_words(set().union(*words_by_pk.values()))
    for pk, words in words_by_pk.items():
        if missing := words - known:
            yield Problem(pk, f"The vocabulary lacks {len(missing)} words of search entry {pk}")


def add_missing_words(pks: list[int]) -> None:
    for entry in Entry.objects.filter(pk__in=pks):
        for word in sorted(entry.vocabulary_words - _known_words(entry.vocabulary_words)):
            indexing.count_word(word)


def count_all_words() -> Counter[str]:
    """How many entries have each word. A million different words take about 100 MB."""
    beginnings = Entry.objects.filter(version=INDEX_VERSION).values_list(
        "title", Substr("words", 1, VOCABULARY_CHARACTERS)
    )
    counts: Counter[str] = Counter()
    for title, words in beginnings.iterator():
        counts.update(Entry(title=title, words=words).vocabulary_words)
    return counts


def find_wrong_counts(
    count_all: Callable[[], Counter[str]], words: "QuerySet[Word]"
) -> Iterator[Problem]:
    """Words with a wrong stored number of entries.

    `count_all` counted at the beginning of the run, so a word that differs is counted again now.
    """
    counts = count_all()
    for pk, word, stored in words.values_list("pk", "word", "entry_count"):
        if stored == counts[word]:
            continue
        counted = indexing.count_entries_with(word)
        if stored != counted:
            sentence = f"The vocabulary counts {stored} entries with {word}, but {counted} have it"
            yield Problem(pk, sentence, (stored, counted))


def count_words_again(pks: list[int]) -> None:
    for word in Word.objects.filter(pk__in=pks).values_list("word", flat=True):
        indexing.count_word(word)


def find_words_without_trigrams(words: "QuerySet[Word]") -> Iterator[Problem]:
    with_trigrams = Trigram.objects.filter(word__in=words).values("word")
    for pk, word in words.exclude(pk__in=with_trigrams).values_list("pk", "word"):
        yield Problem(pk, f"Search does not correct a misspelt {word}")


def _known_words(words: set[str]) -> set[str]:
    return set(Word.objects.filter(word__in=words).values_list("word", flat=True))
