"""Find topics with a similar title. The form for a new topic shows them."""

from typing import Any

from forum.search.models import Entry
from forum.search.query_parser import Term
from forum.search.scoring import term_positions, words_without_stems
from forum.search.stop_words import STOP_WORDS
from forum.search.tokenizer import words
from forum.topics.models import Topic

MAX_TITLE_CHARACTERS = 300
MAX_TERMS = 12
MAX_CANDIDATES = 150


def topics_with_similar_titles(
    title: str, reader: Any, language: str, *, limit: int = 5
) -> list[Topic]:
    """Visible topics that share words with `title`, the most similar first.

    Rare words make titles more similar. Among equals, topics in `language` come first.
    """
    terms = _terms(title)
    if not terms:
        return []
    shared_terms = _shared_terms_by_topic(terms, reader)
    rarity = _rarity_by_term(terms, list(shared_terms.values()))
    required = min(2, len(terms))
    similar_ids = [topic_id for topic_id, shared in shared_terms.items() if len(shared) >= required]
    topics = Topic.objects.visible_to(reader).select_related("theme").in_bulk(similar_ids)

    def similarity(topic: Topic) -> tuple[float, bool, int]:
        shared_rarity = sum(rarity[term] for term in shared_terms[topic.pk])
        return shared_rarity, topic.language == language, topic.pk

    return sorted(topics.values(), key=similarity, reverse=True)[:limit]


def _terms(title: str) -> list[Term]:
    unique_words = dict.fromkeys(words(title[:MAX_TITLE_CHARACTERS]))
    return [Term((word,)) for word in unique_words if word not in STOP_WORDS][:MAX_TERMS]


def _shared_terms_by_topic(terms: list[Term], reader: Any) -> dict[int, set[Term]]:
    """For each topic with any of `terms` in its title: all of them that it has."""
    visible = Entry.objects.visible_to(reader)
    entries = visible.topics_with_any_term(terms, limit=MAX_CANDIDATES)
    shared_terms = {}
    for topic_id, language, title in entries.values_list("key", "language", "title"):
        title_words = words_without_stems(title)
        shared_terms[topic_id] = {
            term for term in terms if term_positions(title_words, term, language)
        }
    return shared_terms


def _rarity_by_term(terms: list[Term], term_sets: list[set[Term]]) -> dict[Term, float]:
    return {term: 1 / (1 + sum(term in term_set for term_set in term_sets)) for term in terms}
