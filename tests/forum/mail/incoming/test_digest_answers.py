"""Answers to a digest: a number or the quoted heading says which topic, or the member is asked."""

import re

import pytest

from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.mail import actions
from forum.mail.incoming.outcomes import Reason, State
from forum.mail.incoming.receiving import receive
from tests import factories as make
from tests.forum.mail.digests.mornings import let_morning_come, send_digests
from tests.forum.mail.incoming.sent_mails import answer, posts

pytestmark = pytest.mark.usefixtures("database")
BEGINNING = "On Mon, 30 Nov 2026 at 07:00, Collective Brain <no-reply@brain.example.org> wrote:\n"


class SentDigest:
    """A digest that ben got. titles: of the topics, in the order of their numbers."""

    def __init__(self, ben, mailoutbox) -> None:
        let_morning_come(ben)
        send_digests()
        [self.mail] = [mail for mail in mailoutbox if "List-Unsubscribe" in mail.extra_headers]
        mailoutbox.clear()
        self.ben = ben
        [self.to] = self.mail.reply_to
        self.titles = re.findall(r"^\d\. (.+)$", self.mail.body, re.MULTILINE)

    def quoted(self, first: int = 0) -> str:
        lines = self.mail.body.splitlines()[first:]
        return "".join(f"> {line}\n" for line in lines)

    def answer(self, text: str):
        return receive(answer(self.ben, self.to, text), [self.to], envelope_sender=self.ben.email)

    def line_of(self, title: str) -> int:
        return next(n for n, line in enumerate(self.mail.body.splitlines()) if title in line)


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def topics(ben, chair):
    theme = make.theme("care", facilitators=(chair,))
    actions.choose(ben, topic="daily", question="site")
    following.set_theme_level(theme, ben, level="tracking")
    return {title: make.topic(within=theme, title=title) for title in ("Seeds", "Water")}


@pytest.fixture
def digest(topics, ben, mailoutbox) -> SentDigest:
    return SentDigest(ben, mailoutbox)


@pytest.mark.parametrize("number", ["2", "#2", "2.", "(2)", "  2 "])
def test_a_number_alone_in_the_first_line_names_the_topic(digest, topics, number):
    outcome = digest.answer(f"{number}\nWe keep millet.\n\n{BEGINNING}\n{digest.quoted()}")
    assert outcome.state == State.PUBLISHED
    assert posts(topics[digest.titles[1]]) == ["We keep millet."]
    assert posts(topics[digest.titles[0]]) == []


@pytest.mark.parametrize("answered", ["We keep millet.", "Seeds", "e"])
@pytest.mark.parametrize("title", ["Seeds", "Water"])
def test_an_answer_below_a_quoted_heading_is_about_this_topic(digest, topics, title, answered):
    """Also if the same letters stand in another place of the quoted digest."""
    lines = digest.quoted().splitlines(keepends=True)
    end = next(n for n, line in enumerate(lines) if n > digest.line_of(title) and "http" in line)
    text = BEGINNING + "\n" + "".join(lines[: end + 1]) + f"\n{answered}\n"
    assert digest.answer(text).state == State.PUBLISHED
    assert posts(topics[title]) == [answered]


def test_an_answer_to_a_digest_of_one_topic_needs_no_number(topics, ben, chair, mailoutbox):
    facilitation.hide_topic(topics["Water"], chair, why="Spam")
    digest = SentDigest(ben, mailoutbox)
    assert digest.answer(f"We keep millet.\n\n{BEGINNING}\n{digest.quoted()}").post
    assert posts(topics["Seeds"]) == ["We keep millet."]


@pytest.mark.parametrize("text", ["We keep millet.", "2 of us agree.", "7\nWe keep millet."])
def test_without_a_topic_the_member_is_asked_and_the_next_answer_is_published(
    digest, topics, mailoutbox, text
):
    outcome = digest.answer(f"{text}\n\n{BEGINNING}\n{digest.quoted()}")
    assert outcome.reason == Reason.WHICH_TOPIC
    [question] = mailoutbox
    assert all(f"{n}. {title}" in question.body for n, title in enumerate(digest.titles, 1))
    quoted = "".join(f"> {line}\n" for line in question.body.splitlines())
    assert digest.answer(f"1\nWe keep millet.\n\n{BEGINNING}\n{quoted}").state == State.PUBLISHED
    assert posts(topics[digest.titles[0]]) == ["We keep millet."]


def test_without_the_quoted_digest_no_topic_is_guessed(digest, topics):
    assert digest.answer("1\nWe keep millet.").reason == Reason.WHICH_TOPIC
    assert not any(posts(topic) for topic in topics.values())


def test_a_topic_that_is_gone_is_not_answered(digest, topics, chair):
    topic = topics[digest.titles[0]]
    facilitation.hide_topic(topic, chair, why="Spam")
    outcome = digest.answer(f"1\nWe keep millet.\n\n{BEGINNING}\n{digest.quoted()}")
    assert outcome.reason == Reason.GONE and posts(topic) == []
