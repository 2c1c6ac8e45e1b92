"""A member who never opens the site takes part by mail for a week."""

import re

import pytest
from django.core.mail import EmailMessage

from forum.following import actions as following
from forum.mail import actions, sending
from forum.mail.incoming.outcomes import State
from forum.mail.incoming.receiving import Outcome, receive
from forum.mail.incoming.reply_addresses import new_topic_address
from forum.mail.reading.kinds import OWN_HEADER
from forum.topics.models import Post, Topic
from tests import factories as make
from tests.forum.mail import worker
from tests.forum.mail.digests.mornings import let_morning_come, send_digests
from tests.forum.mail.incoming.sent_mails import answer

pytestmark = pytest.mark.usefixtures("database")


class Inbox:
    """The mails of the site to ben, and what he does with the newest one."""

    def __init__(self, ben, mailoutbox) -> None:
        self.ben, self._sent = ben, mailoutbox

    @property
    def mails(self) -> list[EmailMessage]:
        return [mail for mail in self._sent if mail.to == [self.ben.email]]

    def newest(self) -> EmailMessage:
        return self.mails[-1]

    def new_mails(self) -> list[str]:
        """Let the site send what is due. The subjects of what came."""
        before = len(self.mails)
        worker.run_listeners()
        sending.send_due(seconds=60)
        return [mail.subject for mail in self.mails[before:]]

    def answer(self, text: str) -> Outcome:
        mail = self.newest()
        quoted = "".join(f"> {line}\n" for line in mail.body.splitlines())
        source = f"{text}\n\nOn Mon, 30 Nov 2026 at 07:00, {mail.from_email} wrote:\n\n{quoted}"
        message_id = str(mail.message()["Message-ID"])
        return self.write(mail.reply_to[0], source, in_reply_to=message_id)

    def write(self, to: str, text: str, **headers: str) -> Outcome:
        raw = answer(self.ben, to, text, **headers)
        return receive(raw, [to], envelope_sender=self.ben.email)


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def theme(ben):
    theme = make.theme("care")
    following.set_theme_level(theme, ben, level="tracking")
    actions.choose(ben, topic="daily", question="site", reply="at_once")
    return theme


@pytest.fixture
def inbox(ben, mailoutbox) -> Inbox:
    return Inbox(ben, mailoutbox)


def test_a_week_by_mail(ana, ben, theme, inbox):
    seeds = monday_a_digest_is_answered(ana, theme, inbox)
    tuesday_an_answer_is_answered(ana, seeds, inbox)
    topic = wednesday_a_topic_is_started(ana, theme, inbox)
    thursday_a_loud_topic_is_muted(ana, topic, inbox)
    friday_mail_pauses(ana, seeds, inbox)


def monday_a_digest_is_answered(ana, theme, inbox: Inbox) -> Topic:
    seeds = make.topic(ana, within=theme, title="Seeds")
    make.topic(ana, within=theme, title="Water")
    let_morning_come(inbox.ben)
    send_digests()
    [number] = re.findall(r"^(\d)\. Seeds$", inbox.newest().body, re.MULTILINE)
    assert inbox.answer(f"{number}\nWe keep millet.").state == State.PUBLISHED
    assert last_post(seeds).source == "We keep millet."
    return seeds


def tuesday_an_answer_is_answered(ana, seeds: Topic, inbox: Inbox) -> None:
    reply = make.post(seeds, ana, "Which millet?", reply_to=last_post(seeds).number)
    assert len(inbox.new_mails()) == 1
    assert inbox.answer("Pearl millet.").post == last_post(seeds)
    assert last_post(seeds).reply_to == reply.number


def wednesday_a_topic_is_started(ana, theme, inbox: Inbox) -> Topic:
    address = new_topic_address(inbox.ben, theme)
    outcome = inbox.write(address, "Who mills it?", subject="A mill of our own")
    assert outcome.post
    topic = outcome.post.topic
    assert (topic.title, topic.theme, topic.author) == ("A mill of our own", theme, inbox.ben)
    make.post(topic, ana, "We do.", reply_to=1)
    assert len(inbox.new_mails()) == 1
    return topic


def thursday_a_loud_topic_is_muted(ana, topic: Topic, inbox: Inbox) -> None:
    assert inbox.answer("mute").state == State.COMMAND
    assert OWN_HEADER in inbox.newest().message()  # "You get no more e-mails about this topic."
    make.post(topic, ana, "We also do.", reply_to=1)
    assert inbox.new_mails() == []


def friday_mail_pauses(ana, seeds: Topic, inbox: Inbox) -> None:
    make.post(seeds, ana, "Thank you.", reply_to=last_post(seeds).number)
    assert len(inbox.new_mails()) == 1
    assert inbox.answer("pause 2 weeks").state == State.COMMAND
    make.post(seeds, ana, "And now?", reply_to=2)
    assert inbox.new_mails() == []


def last_post(topic: Topic) -> Post:
    return topic.posts.order_by("-number")[0]
