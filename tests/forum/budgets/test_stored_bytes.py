"""One member stores only so much text in a day."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from collective_brain.errors import Refused
from forum.budgets.models import DailyUse
from forum.chat import actions as chat
from forum.drafts import actions as drafts
from forum.drafts.targets import find_target
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.test_concurrency import run_at_once

LONG = "word " * 400  # 2,000 characters, stored as source and as HTML
TOMORROW = "send it again tomorrow"


@pytest.fixture(autouse=True)
def allow_ten_thousand_bytes(settings):
    settings.STORED_BYTES_A_DAY = 10_000


@pytest.fixture
def topic(db):
    return make.topic()


def used_by(member) -> int:
    return sum(DailyUse.objects.filter(member=member).values_list("stored_bytes", flat=True))


def save_draft(member, topic, source: str, sequence: int = 0):
    target = find_target(topic.stream_name, member)
    return drafts.save(member, target, sequence=sequence, source=source)


def test_a_post_counts_its_source_and_its_html(topic):
    ana = make.member()
    post = make.post(topic, ana, "Größe")
    assert used_by(ana) == len("Größe".encode()) + len(post.html.encode())


def test_a_text_over_the_budget_is_refused_and_counts_nothing(topic):
    ana = make.member()
    for _ in range(2):
        make.post(topic, ana, LONG)
    before = used_by(ana)
    with pytest.raises(Refused, match=TOMORROW):
        make.post(topic, ana, LONG)
    with pytest.raises(Refused, match=TOMORROW):
        make.topic(ana, source=LONG)
    with pytest.raises(Refused, match=TOMORROW):
        make.message(make.room(topic), ana, LONG)
    assert (used_by(ana), topic.posts.count()) == (before, 3)
    make.post(topic, ana, "Short.")
    make.post(topic, make.member(), LONG)


def test_edits_count_too(topic):
    ana = make.member()
    post, message = make.post(topic, ana), make.message(make.room(topic), ana)
    topics.edit(post, ana, source=LONG, version=1)
    chat.edit(message, ana, source=LONG, version=1)
    with pytest.raises(Refused, match=TOMORROW):
        topics.edit(post, ana, source=LONG + "more", version=2)
    with pytest.raises(Refused, match=TOMORROW):
        chat.edit(message, ana, source=LONG + "more", version=2)


def test_a_repeated_request_counts_once(topic):
    ana = make.member()
    nonce = uuid.uuid4()
    posts = [make.post(topic, ana, LONG, nonce=nonce) for _ in range(4)]
    assert len(set(posts)) == 1
    assert used_by(ana) < 5_000


def test_the_next_day_is_a_new_budget(topic):
    ana = make.member()
    for _ in range(2):
        make.post(topic, ana, LONG)
    DailyUse.objects.update(day=timezone.now().date() - timedelta(days=1))
    make.post(topic, ana, LONG)


def test_imports_have_no_budget(topic):
    ana = make.member()
    for _ in range(4):
        make.post(topic, ana, LONG, at=timezone.now())
    make.topic(ana, source=LONG, at=timezone.now())
    assert used_by(ana) == 0


def test_a_draft_counts_only_what_it_grows(topic):
    ana = make.member()
    sequence = 0
    for length in (1000, 2000, 1500, 2000):
        sequence = save_draft(ana, topic, "x" * length, sequence).sequence
    assert used_by(ana) == 2500
    with pytest.raises(Refused, match=TOMORROW):
        save_draft(ana, topic, "x" * 9_600, sequence)


def test_the_worker_deletes_old_rows(topic):
    make.post(topic, make.member(), LONG)
    DailyUse.objects.update(day=timezone.now().date() - timedelta(days=3))
    make.post(topic, make.member(), LONG)
    DailyUse.objects.delete_old()
    assert DailyUse.objects.count() == 1


@pytest.mark.usefixtures("database")
def test_simultaneous_texts_share_one_budget():
    ana, topic = make.member(), make.topic(make.member())
    answers = run_at_once([lambda: make.post(topic, ana, LONG) for _ in range(8)])
    assert len([answer for answer in answers if not isinstance(answer, Refused)]) == 2
    assert used_by(ana) <= 10_000
