"""The words of the index, to correct a misspelt word and to complete the beginning of one.

A row counts the entries that have the word, so the last one that loses it removes the row. Nobody
sees these words: a search uses one only if the reader can see an entry that has it (decision 60).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import ClassVar

from django.db import models, transaction

# Letters. Corrections of shorter words are guesses; longer words are not words.
MIN_LENGTH, MAX_LENGTH = 4, 24
MAX_ENDING = 3  # letters that the ending of another form may have more
MAX_CANDIDATES = 40  # words with the most trigrams of a misspelt word; compared letter by letter
_BATCH_SIZE = 400  # words in one statement


class WordQuerySet(models.QuerySet["Word"]):
    def beginning_with(self, beginning: str) -> "WordQuerySet":
        """Words that are longer than `beginning`, the most frequent first."""
        # A range, because SQLite does not use an index for LIKE.
        after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
        in_range = self.filter(word__gt=beginning, word__lt=after)
        return in_range.filter(word__startswith=beginning).order_by("-entry_count", "word")

    def similar_to(self, word: str) -> list[tuple[int, str]]:
        """(edits, word) of the words that a misspelt `word` may mean, the most similar first."""
        distance_limit = _distance_limit(word)
        shared = Trigram.objects.filter(
            trigram__in=trigrams(word),
            length__range=(len(word) - distance_limit, len(word) + distance_limit),
        )
        counted = shared.values_list("word__word", "word__entry_count")
        most_shared = counted.annotate(shared=models.Count("pk")).order_by("-shared", "word__word")
        ranked = sorted(
            (edit_distance(word, other), -_common_prefix_length(word, other), -entry_count, other)
            for other, entry_count, _shared in most_shared[:MAX_CANDIDATES]
            if other != word
        )
        return [(edits, other) for edits, *_, other in ranked if edits <= distance_limit]


class Word(models.Model):
    """A folded word with the number of entries that have it."""

    word = models.CharField(max_length=MAX_LENGTH, unique=True)
    entry_count = models.PositiveIntegerField()

    objects = WordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.word


class Trigram(models.Model):
    """Three letters in a row of a word. The length of the word is here to read fewer rows."""

    word = models.ForeignKey(Word, models.CASCADE, related_name="+")
    trigram = models.CharField(max_length=3)
    length = models.PositiveSmallIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["trigram", "length", "word"], name="similar")]

    def __str__(self) -> str:
        return self.trigram


def is_correctable(word: str) -> bool:
    return word.isalpha() and MIN_LENGTH <= len(word) <= MAX_LENGTH


def trigrams(word: str) -> set[str]:
    """The trigrams of "^word$", so that its first and last letters count."""
    marked = f"^{word}$"
    return {marked[start : start + 3] for start in range(len(word))}


def change_counts(change_by_word: Counter[str]) -> None:
    """Add to the counts of words. The caller holds the lock of the index in a transaction."""
    changed_words = sorted(word for word, change in change_by_word.items() if change)
    for start in range(0, len(changed_words), _BATCH_SIZE):
        batch = changed_words[start : start + _BATCH_SIZE]
        stored = Word.objects.filter(word__in=batch).values_list("word", "entry_count")
        counts = Counter(dict(stored))
        known = set(counts)
        for word in batch:
            counts[word] += change_by_word[word]
        _store_counts({word: counts[word] for word in batch if counts[word] > 0}, known)
        _delete_words([word for word in known if counts[word] <= 0])


def set_count(word: str, count: int) -> None:
    """Store how many entries have `word`. The caller holds the lock of the index."""
    stored = Word.objects.filter(word=word).values_list("entry_count", flat=True).first() or 0
    change_counts(Counter({word: count - stored}))


def store_trigrams(word_keys: list[int]) -> None:
    """Store the trigrams of words that have none."""
    with transaction.atomic(durable=True):
        without = Word.objects.filter(pk__in=word_keys).exclude(
            pk__in=Trigram.objects.filter(word__in=word_keys).values("word")
        )
        Trigram.objects.bulk_create(_trigram_rows(without.values_list("pk", "word")))


def edit_distance(word: str, other: str) -> int:
    """The letters to insert, remove, replace or swap with the next one.

    A longer ending of `other`, as of a plural, counts as one letter.
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, start=1):
        current = [row]
        for column, other_letter in enumerate(other, start=1):
            replaced = last[column - 1] + (letter != other_letter)
            best = min(last[column] + 1, current[column - 1] + 1, replaced)
            is_swap = row > 1 and column > 1 and word[row - 2] == other_letter
            if is_swap and letter == other[column - 2]:
                best = min(best, before_last[column - 2] + 1)
            current.append(best)
        before_last, last = last, current
    return min(last[-1], *(distance + 1 for distance in last[-1 - MAX_ENDING : -1]))


def _store_counts(counts: dict[str, int], known: set[str]) -> None:
    Word.objects.bulk_create(
        [Word(word=word, entry_count=count) for word, count in counts.items()],
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["entry_count"],
    )
    if new := counts.keys() - known:
        new_words = Word.objects.filter(word__in=new)
        Trigram.objects.bulk_create(_trigram_rows(new_words.values_list("pk", "word")))


def _trigram_rows(words: Iterable[tuple[int, str]]) -> Iterator[Trigram]:
    for pk, word in words:
        for trigram in sorted(trigrams(word)):
            yield Trigram(word_id=pk, trigram=trigram, length=len(word))


def _delete_words(words: list[str]) -> None:
    if words:
        Word.objects.filter(word__in=words).delete()


def _distance_limit(word: str) -> int:
    """Edits that a misspelt word of this length may need."""
    return 1 if len(word) < 6 else 2 if len(word) < 8 else 3


def _common_prefix_length(word: str, other: str) -> int:
    """The letters at the beginning that are equal."""
    pairs = zip(word, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(word), len(other)))
