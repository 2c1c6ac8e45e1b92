"""A question: its author or a facilitator accepts one reply as the answer."""

import re
import uuid

import pytest

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.facilitation import actions as facilitation
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification
from forum.topics import actions
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def question(ana):
    return make.topic(ana, within=make.theme("care"), title="Who pays?", is_question=True)


def test_a_member_starts_a_question(client, ana):
    make.theme("care")
    client.force_login(ana)
    text = {"title": "Who pays?", "source": "For care.", "nonce": str(uuid.uuid4())}
    form = {**text, "is_question": "on"}
    page = client.post("/themes/care/start/", form, follow=True).content.decode()
    assert re.search(r'<li class="tag">\s*Question', page)


def test_its_author_accepts_changes_and_undoes_the_answer_on_the_posts_page(client, ana, question):
    second, third = make.post(question), make.post(question)
    client.force_login(ana)
    assert "Accept as the answer" in client.get(second.own_page_url).content.decode()
    for post in (second, third):
        client.post(f"{post.own_page_url}accept/")
        page = client.get(question.get_absolute_url()).content.decode()
        assert f"Accepted answer: post #{post.number}" in page and page.count("✓") == 1
    client.post(f"{third.own_page_url}unaccept/")
    assert "✓" not in client.get(question.get_absolute_url()).content.decode()
    names = Event.objects.order_by("pk").values_list("name", flat=True)
    assert list(names)[-3:] == ["AnswerAccepted", "AnswerAccepted", "AnswerUnaccepted"]
    accepted = Event.objects.filter(name__startswith="Answer").order_by("pk")
    assert [event.body["changed"] for event in accepted] == [[1, 2], [1, 2, 3], [1, 3]]


def test_each_post_that_looks_different_takes_a_change_mark(ana, question):
    answer = make.post(question)
    before = dict(question.posts.values_list("number", "changed"))
    actions.accept_answer(answer, ana)
    after = dict(question.posts.values_list("number", "changed"))
    assert all(after[number] > before[number] for number in (1, 2))
    question.refresh_from_db()
    mark = question.last_mark
    actions.accept_answer(answer, ana)
    question.refresh_from_db()
    assert (question.last_mark, Event.objects.filter(name="AnswerAccepted").count()) == (mark, 1)


def test_others_cannot_accept_and_a_facilitator_can(question):
    chair, answer = make.member("chair", is_staff=True), make.post(question)
    with pytest.raises(Refused, match="Only the author of the question or a facilitator"):
        actions.accept_answer(answer, answer.author)
    actions.accept_answer(answer, chair)
    question.refresh_from_db()
    assert question.accepted_number == answer.number


def test_neither_the_question_nor_a_removed_post_nor_a_discussion_has_an_answer(ana, question):
    deleted = make.post(question)
    actions.delete(deleted, deleted.author)
    with pytest.raises(Refused, match="The first post is the question"):
        actions.accept_answer(question.posts.get(number=1), ana)
    with pytest.raises(Refused, match="no longer exists"):
        actions.accept_answer(deleted, ana)
    discussion = make.topic(ana)
    with pytest.raises(Refused, match="not a question"):
        actions.accept_answer(make.post(discussion), ana)


def test_an_answer_that_is_removed_is_no_longer_accepted(client, ana, question):
    answer = make.post(question)
    actions.accept_answer(answer, ana)
    actions.delete(answer, answer.author)
    question.refresh_from_db()
    assert question.accepted_number is None
    assert "Accepted answer" not in client.get(question.get_absolute_url()).content.decode()


def test_a_facilitator_makes_a_topic_a_question_and_a_discussion_again(ana):
    chair = make.member("chair", is_staff=True)
    topic = make.topic(ana)
    with pytest.raises(Refused, match="Only a facilitator"):
        facilitation.set_kind(topic, ana, is_question=True)
    topic = facilitation.set_kind(topic, chair, is_question=True)
    actions.accept_answer(make.post(topic), ana)
    topic = facilitation.set_kind(topic, chair, is_question=False)
    assert (topic.is_question, topic.accepted_number) == (False, None)


def test_lists_say_answered_and_a_filter_shows_what_is_not(client, ana, question, settings):
    make.topic(within=question.theme, title="A discussion")
    other = make.topic(ana, within=question.theme, title="Answered one", is_question=True)
    actions.accept_answer(make.post(other), ana)
    page = client.get("/themes/care/").content.decode()
    assert page.count('<li class="tag">Answered</li>') == 1
    assert 'href="?answer=none"' in page
    response = client.get("/themes/care/?answer=none")
    assert [topic.title for topic in response.context["topics"]] == ["Who pays?"]
    assert ("ETag" in response) == settings.FAST_PATHS


def test_feeds_say_answered(client, ana, question):
    actions.accept_answer(make.post(question, source="The state pays."), ana)
    items = client.get(f"/topics/{question.pk}/feed.json").json()["items"]
    assert [item["tags"][1:] for item in items] == [[], ["answered"]]


def test_only_those_who_may_accept_see_the_button_below_a_reply(client, ana, question):
    answer = make.post(question)
    address = f'formaction="{answer.own_page_url}accept/"'
    for member, sees in ((ana, True), (answer.author, False)):
        client.force_login(member)
        page = client.get(question.get_absolute_url()).content.decode()
        # The posts are the same for all readers: style.css hides the button without this class.
        assert address in page and ("posts--asked" in page) == sees
        assert page.count("post__accept") == 1, "the question itself has none"


def test_the_author_of_the_answer_is_told_once(ana, question):
    answer = make.post(question)
    for action in (actions.accept_answer, actions.unaccept_answer, actions.accept_answer):
        action(answer, ana)
        run_event_listeners()
    told = Notification.objects.get(kind=Kind.ACCEPTED)
    assert (told.member, told.by, told.number) == (answer.author, ana, answer.number)
    assert told.target_url.endswith(f"/{answer.number}")
