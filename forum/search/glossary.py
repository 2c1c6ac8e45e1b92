"""Terms of the same meaning in four languages, and the names of the ILO's instruments.

Both are files in data/ that an editor without code can change. They are read once, at the start.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forum.search.stemmer import LANGUAGES, stem
from forum.search.stop_words import STOP_WORDS
from forum.search.tokenizer import words, words_with_hyphens_joined

DATA = Path(__file__).parent / "data"
MAX_PHRASE_WORDS = 4  # without stop words
MAX_VARIANTS = 8  # of one concept in a query
_KIND_NAMES = {
    "R": {
        "en": "recommendation",
        "es": "recomendación",
        "fr": "recommandation",
        "pt": "recomendação",
    },
    "C": {"en": "convention", "es": "convenio", "fr": "convention", "pt": "convenção"},
}
_NORMLEX = "https://normlex.ilo.org/dyn/nrmlx_{}/f?p=NORMLEXPUB:12100:0::NO::P12100_ILO_CODE:{}"


@dataclass(frozen=True)
class Phrase:
    """A term of a concept.

    words: the stems of its words, without stop words. If `language` is "", the words themselves:
    the phrase is a code that is the same in all languages.
    """

    text: str
    language: str
    words: tuple[str, ...]


Concept = tuple[Phrase, ...]  # the usual phrase of each language first


@dataclass(frozen=True)
class Instrument:
    """An ILO convention or recommendation, such as R193."""

    code: str
    year: str
    title_by_language: dict[str, str]

    @property
    def is_recommendation(self) -> bool:
        return self.code.startswith("R")

    @property
    def number(self) -> str:
        return self.code[1:]

    def name(self, language: str) -> str:
        """What people write: Recommendation 193."""
        return f"{_KIND_NAMES[self.code[0]][language]} {self.number}"

    def url(self, language: str) -> str:
        """Its page in NORMLEX, which has no Portuguese."""
        site_language = language if language in ("en", "es", "fr") else "en"
        return _NORMLEX.format(site_language, f"{self.code[0]}{int(self.number):03}")


@cache
def instruments() -> tuple[Instrument, ...]:
    return tuple(
        Instrument(code, year, dict(zip(LANGUAGES, titles, strict=True)))
        for code, year, *titles in _rows("instruments.txt")
    )


def concepts_in(query_words: list[str]) -> Iterator[tuple[int, int, Concept]]:
    """(start, end, concept) of each concept that stands in a row in `query_words`.

    The longest phrase at a place wins: "social economy" is not also "economy".
    """
    start = 0
    while start < len(query_words):
        longest = min(len(query_words), start + MAX_PHRASE_WORDS)
        for end in range(longest, start, -1):
            if concept := _concept_of(query_words[start:end]):
                yield start, end, concept
                break
        else:
            end = start + 1
        start = end


def _concept_of(phrase_words: list[str]) -> Concept:
    """All phrases of the concepts that `phrase_words` name, in any language; () if none."""
    keys = [(code, tuple(stem(word, code) for word in phrase_words)) for code in LANGUAGES]
    keys.append(("", tuple(phrase_words)))
    concepts = (concept for key in keys for concept in _concepts_by_phrase().get(key, ()))
    return tuple(dict.fromkeys(phrase for concept in concepts for phrase in concept))


@cache
def _concepts_by_phrase() -> dict[tuple[str, tuple[str, ...]], list[Concept]]:
    index: dict[tuple[str, tuple[str, ...]], list[Concept]] = {}
    for concept in (*_glossary_concepts(), *map(_instrument_concept, instruments())):
        for phrase in concept:
            index.setdefault((phrase.language, phrase.words), []).append(concept)
    return index


def _glossary_concepts() -> Iterator[Concept]:
    for columns in _rows("glossary.txt"):
        phrases = [
            (rank, _phrase(text.strip(), language))
            for language, column in zip(LANGUAGES, columns, strict=True)
            for rank, text in enumerate(column.split(";"))
        ]
        yield tuple(phrase for _rank, phrase in sorted(phrases, key=lambda ranked: ranked[0]))


def _instrument_concept(instrument: Instrument) -> Concept:
    code = instrument.code.lower()
    return (
        Phrase(instrument.code, "", (code,)),
        *(_phrase(instrument.name(language), language) for language in LANGUAGES),
        Phrase(instrument.code, "", (code[0], instrument.number)),
        _phrase(instrument.name("es").replace(" ", " núm. "), "es"),
    )


def _phrase(text: str, language: str) -> Phrase:
    return Phrase(text, language, tuple(stem(word, language) for word in _meaningful_words(text)))


def _meaningful_words(text: str) -> Iterable[str]:
    phrase_words = [word for piece in text.split() for word in words_with_hyphens_joined(piece)]
    return [word for word in phrase_words if word not in STOP_WORDS] or words(text)


def _rows(file_name: str) -> Iterator[list[str]]:
    """The columns of each line of a file in data/."""
    for line in (DATA / file_name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [column.strip() for column in line.split("|")]
