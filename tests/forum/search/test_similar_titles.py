"""Topics with a similar title are found by the words that they share."""

import uuid

import pytest

from forum.search.similar_titles import topics_with_similar_titles
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")


def test_at_most_five_topics_are_found_the_most_similar_first():
    most_similar = make.topic(title="Savings groups and credit unions")
    for number in range(6):
        make.topic(title=f"Savings in unions, {number}")
    shares_one_word = make.topic(title="Savings")
    run_event_listeners()
    topics = topics_with_similar_titles(
        "When does a savings group become a credit union?", make.member(), "en"
    )
    assert topics[0] == most_similar and len(topics) == 5 and shares_one_word not in topics


def test_a_title_without_meaningful_words_is_similar_to_nothing():
    assert topics_with_similar_titles("the of …", make.member(), "en") == []
    assert topics_with_similar_titles(f"{uuid.uuid4()}", make.member(), "en") == []
