"""Score how well the words of an entry answer a query. The score is the same on both databases."""

from collections.abc import Sequence

from forum.search.full_text_expressions import RESERVED_LETTER
from forum.search.query_parser import Term
from forum.search.stemmer import stem

_VARIANT_WEIGHT = 0.4  # of a term of the glossary, or of a longer word, against the word as typed


def score(title: Sequence[str], body: Sequence[str], terms: Sequence[Term], language: str) -> int:
    """How well an entry answers, in thousandths. It depends only on the entry and on the query.

    - A word in the title counts three times as much as a word in the body.
    - A frequent word counts more than a rare one, and the word as typed more than its other forms.
    - A title with few other words, and terms that are close together, add to the score.
    - A variant counts less, and only if the entry does not have the word itself.
    """
    if not terms:
        return 0
    title_positions = [term_positions(title, term, language) for term in terms]
    body_positions = [term_positions(body, term, language) for term in terms]
    weights = [_weight(term, title, body, language) for term in terms]
    total = 0.0
    for term, weight, in_title, in_body in zip(
        terms, weights, title_positions, body_positions, strict=True
    ):
        term_score = 3.0 * bool(in_title) + _frequency_score(len(in_body), len(body))
        term_score += 0.4 * (term.words[0] in title or term.words[0] in body)
        total += term_score * weight
    average = total / len(terms)
    if all(title_positions):
        average += 2 * min(weights) * min(1, sum(map(len, title_positions)) / len(title))
    if len(terms) > 1 and all(body_positions):
        average += min(weights) * len(terms) / _shortest_span(body_positions)
    return round(1000 * average)


def term_positions(words: Sequence[str], term: Term, language: str) -> list[int]:
    """The indexes in `words` at which `term` begins, or else those of its variants.

    language: the language of the words.
    """
    return _positions_without_variants(words, term, language) or _variant_positions(
        words, term, language
    )


def _weight(term: Term, title: Sequence[str], body: Sequence[str], language: str) -> float:
    if not term.variants or any(
        _positions_without_variants(words, term, language) for words in (title, body)
    ):
        return 1.0
    return _VARIANT_WEIGHT


def _positions_without_variants(words: Sequence[str], term: Term, language: str) -> list[int]:
    if term.is_exact:
        return _phrase_positions(words, list(term.words))
    return _stem_positions(words, term.stem_by_language[language], language)


def _variant_positions(words: Sequence[str], term: Term, language: str) -> list[int]:
    positions: set[int] = set()
    for variant in term.variants:
        if not variant.language:
            positions.update(_phrase_positions(words, list(variant.words)))
        elif variant.language == language:
            by_stem = [_stem_positions(words, wanted, language) for wanted in variant.words]
            if all(by_stem):
                positions.update(*by_stem)
    return sorted(positions)


def _stem_positions(words: Sequence[str], wanted: str, language: str) -> list[int]:
    # Stemming keeps the first letter, so most words are ruled out before they are stemmed.
    candidates = [index for index, word in enumerate(words) if word[0] == wanted[0]]
    return [index for index in candidates if stem(words[index], language) == wanted]


def words_without_stems(text: str) -> list[str]:
    """The words of a text field of an entry, without the stems that follow them."""
    return [word for word in text.split() if RESERVED_LETTER not in word]


def _phrase_positions(words: Sequence[str], phrase: list[str]) -> list[int]:
    candidates = [index for index, word in enumerate(words) if word == phrase[0]]
    return [index for index in candidates if list(words[index : index + len(phrase)]) == phrase]


def _frequency_score(count: int, length: int) -> float:
    """Grows with `count` towards 1, more slowly in a long text."""
    return count / (count + 0.5 + length / 250)


def _shortest_span(positions_by_term: list[list[int]]) -> int:
    """The length of the shortest row of words that contains every term."""
    occurrences = sorted(
        (position, term)
        for term, positions in enumerate(positions_by_term)
        for position in positions
    )
    last_position: dict[int, int] = {}
    shortest = occurrences[-1][0] - occurrences[0][0] + 1
    for position, term in occurrences:
        last_position[term] = position
        if len(last_position) == len(positions_by_term):
            shortest = min(shortest, position - min(last_position.values()) + 1)
    return max(shortest, 1)
