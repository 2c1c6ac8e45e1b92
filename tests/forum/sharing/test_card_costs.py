"""What the pictures of shared links cost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches

from collective_brain.web import rate_limits
from forum.sharing import card_pictures, card_texts
from forum.sharing.cards import Card
from tests import factories as make
from tests.cpu_speed import assert_cheap
from tests.forum.sharing.card_reading import HOSTILE_TITLES, card_path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_stored():
    caches["cards"].clear()


@pytest.fixture
def topic():
    return make.topic(within=make.theme("care"), title="Who cares for those who care?")


def test_a_picture_is_drawn_once(client, topic, drawings):
    path = card_path(client, topic.get_absolute_url())
    first = client.get(path)
    assert client.get(path).content == first.content
    assert len(drawings) == 1


def test_a_stored_picture_costs_one_query(client, topic, django_assert_num_queries):
    path = card_path(client, topic.get_absolute_url())
    for _ in range(2):
        with django_assert_num_queries(1):
            client.get(path)


def test_twenty_who_ask_at_once_get_one_drawing(drawings):
    card = Card("Who cares?", "Care", "#c2410c")
    with ThreadPoolExecutor(20) as threads:
        pictures = set(threads.map(lambda _number: card_pictures.draw_once(card), range(20)))
    assert len(pictures) == len(drawings) == 1


def test_twenty_pictures_are_drawn_one_after_the_other(drawings):
    cards = [Card(f"Title {number}") for number in range(20)]
    with ThreadPoolExecutor(20) as threads:
        pictures = list(threads.map(card_pictures.draw_once, cards))
    assert len(set(pictures)) == 20
    assert max(drawings) == 1


@pytest.fixture
def drawings(monkeypatch) -> list[int]:
    """For each drawing, how many were going on when it ended."""
    going_on: list[object] = []
    numbers: list[int] = []
    draw, lock = card_pictures.draw, threading.Lock()

    def counted(card: Card) -> bytes:
        with lock:
            going_on.append(card)
        picture = draw(card)
        with lock:
            numbers.append(len(going_on))
            going_on.remove(card)
        return picture

    monkeypatch.setattr(card_pictures, "draw", counted)
    return numbers


def test_one_address_has_a_limit_of_drawings_and_none_of_stored_pictures(client, topic, settings):
    settings.LIMITS = settings.LIMITS | {"card": ["1/minute"]}
    rate_limits.clear_all_counts()
    path, theme_path = (
        card_path(client, page) for page in (topic.get_absolute_url(), "/themes/care/")
    )
    assert client.get(path).status_code == 200
    response = client.get(theme_path)
    assert response.status_code == 429 and int(response["Retry-After"]) > 0
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("name", HOSTILE_TITLES)
def test_no_title_costs_much(name):
    def read_and_draw() -> None:
        card_texts._can_draw.cache_clear()
        card_pictures.draw(Card(card_texts.drawable(HOSTILE_TITLES[name]), "Care", "#c2410c"))

    assert_cheap(read_and_draw, limit=0.3)
