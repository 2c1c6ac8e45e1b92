"""An answer by mail that waits for a facilitator gets one answer that says so."""

import pytest

from forum.mail.incoming.models import ReceivedMail
from forum.mail.incoming.outcomes import State
from forum.mail.incoming.receiving import receive
from forum.screening import actions
from forum.screening.models import HeldPost
from tests import factories as make
from tests.forum.mail.incoming.sent_mails import answer, posts
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(topic):
    topic.theme.first_posts_wait = True
    topic.theme.save()
    return make.member("boss", is_staff=True)


def test_it_is_held_once_and_keeps_its_message_id_when_it_is_published(
    topic, ben, to, mailoutbox, boss
):
    mail = answer(ben, to)
    for _twice in range(2):
        assert receive(mail).state == State.HELD
    held, stored = HeldPost.objects.get(), ReceivedMail.objects.get()
    assert (held.mail_id, held.source, posts(topic)) == (stored.message_id, "I agree.", [])
    [told] = mailoutbox
    assert "a facilitator will read it before it is published" in told.body
    assert f"https://brain.example.org/held/{held.pk}/" in told.body
    post = actions.approve(held, boss, version=1)
    run_event_listeners()
    stored.refresh_from_db()
    assert (stored.state, stored.post, stored.refusal) == (State.PUBLISHED, post, "")


def test_the_sender_reads_why_it_was_not_published(topic, ben, to, boss):
    receive(answer(ben, to))
    actions.reject(HeldPost.objects.get(), boss, why="Advertising.", version=1)
    run_event_listeners()
    stored = ReceivedMail.objects.get()
    assert (stored.state, stored.refusal) == (State.REFUSED, "Advertising.")


def test_who_takes_it_back_finds_that_in_the_list_of_their_mails(ben, to, boss):
    receive(answer(ben, to))
    actions.take_back(HeldPost.objects.get(), ben)
    run_event_listeners()
    assert ReceivedMail.objects.get().refusal == "You have taken this text back."
