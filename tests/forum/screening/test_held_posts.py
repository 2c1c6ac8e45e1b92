"""First posts of new members wait in some themes; a facilitator publishes them or says why not."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.administration import actions as administration
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.budgets.models import DailyUse
from forum.contributions.screening_hook import TextHeld
from forum.drafts import actions as drafts
from forum.drafts.models import Draft
from forum.drafts.targets import find_target
from forum.facilitation import actions as facilitation
from forum.facilitation.move_actions import merge
from forum.moderation import actions as moderation
from forum.moderation.models import Outcome, Statement
from forum.notifications.models import Notification
from forum.screening import actions
from forum.screening.models import HeldPost
from forum.themes import actions as themes
from forum.topics import actions as topics
from forum.topics.models import Post, Topic
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def newcomer():
    return make.member("newcomer")


@pytest.fixture
def topic(chair):
    theme = make.theme("care", facilitators=(chair,), first_posts_wait=True)
    return make.topic(chair, within=theme, title="Care")


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def bell_of(member) -> list[str]:
    rows = Notification.objects.filter(member=member).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def reply_form(**fields: str) -> dict[str, str]:
    return {"source": "Hello all.", "language": "en", "nonce": str(uuid.uuid4()), **fields}


def test_a_first_post_takes_no_number_before_it_is_approved(topic, newcomer, chair):
    held = make.held_post(topic, newcomer, "Hello all.")
    topic.refresh_from_db()
    assert (topic.last_number, Post.objects.filter(author=newcomer).count()) == (1, 0)
    assert events()[-1] == "PostHeld"
    make.post(topic, chair, "Somebody else is quicker.")
    post = actions.approve(held, chair, version=1)
    assert (post.number, post.source, post.author) == (3, "Hello all.", newcomer)
    assert events()[-2:] == ["HeldPostApproved", "PostPublished"]
    held.refresh_from_db()
    assert (held.state, held.post, held.source) == ("published", post, "")
    run_event_listeners()
    assert bell_of(newcomer) == ["approved"]
    assert make.post(topic, newcomer, "My second post.").number == 4


def test_a_new_topic_waits_with_its_title(topic, newcomer, chair):
    fields = {"title": "Child care", "source": "Who pays?", "nonce": uuid.uuid4()}
    for _twice in range(2):  # sent again after a lost answer
        with pytest.raises(TextHeld, match="facilitators read the first posts"):
            topics.start_topic(topic.theme, newcomer, is_question=True, **fields)
    held = HeldPost.objects.get()
    assert Topic.objects.count() == 1
    post = actions.approve(held, chair, version=1)
    assert (post.topic.title, post.topic.is_question, post.number) == ("Child care", True, 1)


def test_the_same_form_is_stored_once_and_another_text_is_refused(topic, newcomer):
    client, form = signed_in(newcomer), reply_form()
    address = f"/topics/{topic.pk}/reply/"
    answers = [client.post(address, form) for _twice in range(2)]
    held = HeldPost.objects.get()
    assert [answer["Location"] for answer in answers] == [held.get_absolute_url()] * 2
    answer = client.post(address, form, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (201, {"location": held.get_absolute_url()})
    answer = client.post(address, form | {"source": "Something else."})
    assert answer.status_code == 422
    assert "Something else." in answer.content.decode()


def test_a_held_text_counts_in_the_budget_once_and_waiting_texts_are_few(
    topic, newcomer, chair, settings
):
    held = make.held_post(topic, newcomer, "x" * 100)
    spent = DailyUse.objects.get(member=newcomer).stored_bytes
    assert spent > 200
    actions.approve(held, chair, version=1)
    assert DailyUse.objects.get(member=newcomer).stored_bytes == spent
    settings.FIRST_POSTS = 100
    for _number in range(20):
        make.held_post(topic, newcomer)
    with pytest.raises(Refused, match="20 of your texts wait"):
        make.post(topic, newcomer)


def test_a_draft_is_closed_when_its_text_waits(topic, newcomer):
    nonce = uuid.uuid4()
    target = find_target(topic.stream_name, newcomer)
    drafts.save(newcomer, target, sequence=0, source="Hello all.", nonce=str(nonce))
    make.held_post(topic, newcomer, "Hello all.", nonce=nonce)
    run_event_listeners()
    assert not Draft.objects.open_of(newcomer).exists()


def test_the_author_finds_edits_and_takes_back_the_text(topic, newcomer, chair):
    held = make.held_post(topic, newcomer, "Hello al.")
    run_event_listeners()
    assert bell_of(chair) == ["held"]
    client = signed_in(newcomer)
    assert "Care" in client.get("/held/").content.decode()
    page = client.get(held.get_absolute_url()).content.decode()
    assert "Your text is stored, and a facilitator will read it" in page
    assert "Hello al." in page
    edited = client.post(f"/held/{held.pk}/edit/", {"source": "Hello all.", "version": "1"})
    assert edited.status_code == 302
    stale = client.post(f"/held/{held.pk}/edit/", {"source": "Mine.", "version": "1"})
    assert (stale.status_code, "Mine." in stale.content.decode()) == (422, True)
    with pytest.raises(Refused, match="changed the text since you opened"):
        actions.approve(HeldPost.objects.get(), chair, version=1)
    assert client.post(f"/held/{held.pk}/take-back/").status_code == 302
    assert not HeldPost.objects.exists()
    assert events()[-2:] == ["HeldPostEdited", "HeldPostTakenBack"]
    run_event_listeners()
    assert bell_of(chair) == []
    with pytest.raises(Refused, match="has taken this text back"):
        actions.reject(held, chair, why="Too late.", version=2)


def test_a_rejection_has_reasons_and_an_appeal_can_publish_the_text(topic, newcomer, chair):
    held = make.held_post(topic, newcomer, "Buy lamps.")
    page = signed_in(chair).post(f"/held/{held.pk}/reject/", {"why": "", "version": "1"})
    assert page.status_code == 422
    answer = signed_in(chair).post(f"/held/{held.pk}/reject/", {"why": "Ads.", "version": "1"})
    assert answer["Location"] == "/reports/?what=waiting"
    run_event_listeners()
    assert bell_of(newcomer) == ["rejected"]
    statement = Statement.objects.get()
    assert (statement.kind, statement.text) == ("rejected", "Buy lamps.")
    reading = signed_in(newcomer)
    assert "Ads." in reading.get(statement.get_absolute_url()).content.decode()
    assert "Ads." in reading.get(held.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="Already decided by Chair: Not published"):
        actions.approve(HeldPost.objects.get(), make.member(is_staff=True), version=1)
    appeal = moderation.appeal(statement, newcomer, source="No ads.", nonce=uuid.uuid4())
    boss = make.member("boss", is_staff=True)
    moderation.decide(appeal, boss, outcome=Outcome.CHANGED, why="Right.")
    assert Post.objects.get(author=newcomer).source == "Buy lamps."


def test_nobody_decides_about_themselves_or_without_the_role(topic, newcomer, chair):
    held = make.held_post(topic, newcomer)
    themes.add_facilitator(topic.theme, newcomer, by=make.member(is_staff=True, is_superuser=True))
    held = HeldPost.objects.with_places().get()
    for member, sentence in ((newcomer, "own text"), (make.member(), "Only a facilitator")):
        with pytest.raises(Refused, match=sentence):
            actions.approve(held, member, version=1)
    assert not HeldPost.objects.for_deciders(newcomer).exists()
    assert signed_in(make.member()).get(held.get_absolute_url()).status_code == 404


def test_a_text_that_its_author_may_no_longer_send_says_why_to_the_facilitator(
    topic, newcomer, chair
):
    held, client = make.held_post(topic, newcomer), signed_in(chair)

    def refusal() -> str:
        answer = client.post(f"/held/{held.pk}/approve/", {"version": "1"})
        assert answer.status_code == 422
        return answer.content.decode()

    facilitation.set_closed(topic, chair, closed=True)
    assert "The topic has been closed" in refusal()
    facilitation.set_closed(topic, chair, closed=False)
    boss = make.member(is_staff=True, is_superuser=True)
    soon = timezone.now() + timedelta(days=1)
    administration.silence(newcomer, by=boss, until=soon, why="Rude.")
    assert "Newcomer may not write at the moment" in refusal()
    administration.lift_sanctions(newcomer, by=boss)
    themes.set_archived(topic.theme, by=boss, archived=True)
    assert "This theme is archived" in refusal()
    assert Post.objects.filter(author=newcomer).count() == 0


def test_the_queue_shows_what_waits_with_filters(topic, newcomer, chair):
    held = make.held_post(topic, newcomer)
    client = signed_in(chair)

    def shows(query: str) -> bool:
        return held.get_absolute_url() in client.get(f"/reports/{query}").content.decode()

    assert [shows(query) for query in ("", "?what=waiting", "?what=waiting&theme=care")] == [
        True
    ] * 3
    assert [shows(query) for query in ("?what=reported", "?what=mail", "?show=handled")] == [
        False
    ] * 3
    assert client.get("/reports/?what=waiting&after=x").status_code == 404
    actions.approve(held, chair, version=1)
    assert not shows("")


def test_old_decisions_are_deleted(topic, newcomer, chair):
    held = make.held_post(topic, newcomer)
    make.held_post(topic, newcomer)
    actions.reject(held, chair, why="Ads.", version=1)
    HeldPost.objects.filter(pk=held.pk).update(decided_at=timezone.now().replace(year=2020))
    HeldPost.objects.delete_old()
    assert [one.state for one in HeldPost.objects.all()] == ["waiting"]


class TestAllWait:
    """The emergency switch of the administrators."""

    @pytest.fixture
    def boss(self):
        return make.member("boss", is_staff=True, is_superuser=True)

    def test_all_posts_wait_until_it_ends_and_chat_is_refused(self, topic, chair, boss):
        client, member = signed_in(boss), make.member()
        topic.theme.first_posts_wait = False
        topic.theme.save()
        room = make.room(topic)
        assert client.post("/administration/screening/all-wait/", {"length": "24"})["Location"]
        with pytest.raises(TextHeld, match="all new posts"):
            make.post(topic, member)
        with pytest.raises(Refused, match="A chat message cannot wait"):
            make.message(room, member)
        assert make.post(topic, chair).number == 2
        assert "All new posts wait" in signed_in(chair).get("/reports/").content.decode()
        client.post("/administration/screening/all-wait/end/")
        assert make.post(topic, member).number == 3
        page = client.get("/record/").content.decode()
        assert "Boss let all new posts wait" in page
        assert "Boss let new posts appear at once again" in page

    def test_only_administrators_and_only_for_a_time(self, chair, boss):
        soon = timezone.now() + timedelta(hours=1)
        with pytest.raises(Refused, match="Only administrators"):
            actions.let_all_wait(chair, ends_at=soon)
        with pytest.raises(Refused, match="in the next 31 days"):
            actions.let_all_wait(boss, ends_at=soon.replace(year=soon.year + 1))
        for _twice in range(2):
            actions.let_all_wait(boss, ends_at=soon)
        assert events().count("AllWaitBegun") == 1


@pytest.mark.usefixtures("database")
def test_of_two_facilitators_at_once_one_decides():
    chair, deputy = make.member("chair"), make.member("deputy")
    theme = make.theme("care", facilitators=(chair, deputy))
    held = make.held_post(make.topic(chair, within=theme), make.member("newcomer"))
    results: list[str] = []
    start = threading.Barrier(2)

    def decide(member: Member) -> None:
        text = HeldPost.objects.with_places().get(pk=held.pk)
        start.wait()
        try:
            if member == chair:
                actions.approve(text, member, version=1)
            else:
                actions.reject(text, member, why="Ads.", version=1)
            results.append("done")
        except Refused as refusal:
            results.append(str(refusal)[:15])
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[member]) for member in (chair, deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["Already decided", "done"]
    held.refresh_from_db()
    assert Post.objects.filter(nonce=held.nonce).count() == (held.state == "published")


def test_a_text_for_a_topic_that_was_merged_is_published_in_the_other_one(topic, newcomer, chair):
    held = make.held_post(topic, newcomer)
    target = make.topic(chair, within=topic.theme)
    merge(topic, chair, target=target)
    run_event_listeners()
    held.refresh_from_db()
    post = actions.approve(held, chair, version=1)
    assert (post.topic, post.author) == (target, newcomer)
