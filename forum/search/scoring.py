"""Score how well the words of an entry answer a query. The score is the same on both databases."""

from collections.abc import Sequence

from forum.search.full_text_expressions import RESERVED_LETTER
from forum.search.query_parser import Term
from forum.search.stemmer import stem


def score(title: Sequence[str], body: Sequence[str], terms: Sequence[Term], language: str) -> int:
    """How well an entry answers, in thousandths. It depends only on the entry and on the query.

    - A word in the title counts three times as much as a word in the body.
    - A frequent word counts more than a rare one, and the word as typed more than its other forms.
    - A title with few other words, and terms that are close together, add to the score.
    """
    if not terms:
        return 0
    title_positions = [term_positions(title, term, language) for term in terms]
    body_positions = [term_positions(body, term, language) for term in terms]
    total = 3.0 * sum(bool(positions) for positions in title_positions)
    total += sum(_frequency_score(len(positions), len(body)) for positions in body_positions)
    total += sum(0.4 * (term.words[0] in title or term.words[0] in body) for term in terms)
    average = total / len(terms)
    if all(title_positions):
        average += 2 * min(1, sum(map(len, title_positions)) / len(title))
    if len(terms) > 1 and all(body_positions):
        average += len(terms) / _shortest_span(body_positions)
    return round(1000 * average)


def term_positions(words: Sequence[str], term: Term, language: str) -> list[int]:
    """The indexes in `words` at which `term` begins. `language` is the language of the words."""
    if term.is_exact:
        return _phrase_positions(words, list(term.words))
    wanted = term.stem_by_language[language]
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
