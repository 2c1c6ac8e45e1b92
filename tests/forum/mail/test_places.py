"""What a member chose for one theme or topic: every post, at once, in the digest, or never."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import actions
from forum.mail.models import MailItem, MailSettings, PlaceChoice
from tests import factories as make
from tests.forum.mail import worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return make.theme("care")


@pytest.fixture
def ana(theme):
    ana = make.member("ana")
    following.set_theme_level(theme, ana, level=Level.TRACKING)
    return ana


def subjects_and_texts(mailoutbox, texts):
    return [[text for text in texts if text in mail.body] for mail in mailoutbox]


def test_every_post_of_a_theme_comes_in_a_mail_of_its_own(ana, theme, mailoutbox):
    actions.choose_for_places(ana, [(theme, "every")])
    topic = make.topic(within=theme, source="First.")
    for text in ("Second.", "Third."):
        make.post(topic, source=text)
    make.topic(source="Elsewhere.")
    worker.send()
    texts = ("First.", "Second.", "Third.", "Elsewhere.")
    assert subjects_and_texts(mailoutbox, texts) == [["First."], ["Second."], ["Third."]]
    ids = {mail.extra_headers["Message-ID"] for mail in mailoutbox}
    assert len(ids) == 3
    assert "because you chose e-mails for this topic or its theme" in mailoutbox[0].body


def test_a_reply_in_such_a_theme_comes_once(ana, theme, mailoutbox):
    actions.choose_for_places(ana, [(theme, "every")])
    make.post(make.topic(ana, within=theme), source="What says @ana?", reply_to=1)
    worker.send()
    assert len(mailoutbox) == 1


def test_over_the_limit_of_a_day_the_rest_comes_together_the_next_day(
    ana, theme, mailoutbox, settings
):
    settings.MAILS_A_DAY = 2
    actions.choose_for_places(ana, [(theme, "every")])
    topic = make.topic(within=theme, source="First.")
    for text in ("Second.", "Third.", "Fourth."):
        make.post(topic, source=text)
    worker.send()
    assert len(mailoutbox) == 2
    MailItem.objects.update(done_at=timezone.now() - timedelta(days=1))
    MailItem.objects.waiting().update(due_at=timezone.now())
    worker.send()
    assert subjects_and_texts(mailoutbox[2:], ("Third.", "Fourth.")) == [["Third.", "Fourth."]]


def test_at_once_for_a_tracked_topic_brings_its_new_posts_in_one_mail(ana, theme, mailoutbox):
    topic = make.topic(within=theme)
    worker.run_listeners()
    actions.choose_for_places(ana, [(topic, "at_once")])
    for text in ("Second.", "Third."):
        make.post(topic, source=text)
    worker.send()
    assert subjects_and_texts(mailoutbox, ("Second.", "Third.")) == [["Second.", "Third."]]


@pytest.mark.parametrize("choice", ["digest", "never"])
def test_the_choice_for_a_topic_counts_more_than_that_for_its_theme(ana, theme, mailoutbox, choice):
    topic = make.topic(within=theme)
    worker.run_listeners()
    actions.choose_for_places(ana, [(theme, "every"), (topic, choice)])
    make.post(topic)
    worker.send()
    assert mailoutbox == []


def test_never_for_a_place_stops_new_posts_but_not_replies_and_mentions(ana, theme, mailoutbox):
    MailSettings.objects.choose(ana, watched="at_once", topic="at_once")
    actions.choose_for_places(ana, [(theme, "never")])
    topic = make.topic(within=theme)
    make.post(topic, source="What says @ana?")
    make.post(topic, source="Nothing for her")
    worker.send()
    [mail] = mailoutbox
    assert "What says" in mail.body and "Nothing for her" not in mail.body


AFTER = {
    "no longer followed": lambda ana, theme: following.set_theme_level(
        theme, ana, level=Level.NORMAL
    ),
    "muted": lambda ana, theme: following.set_theme_level(theme, ana, level=Level.MUTED),
    "stopped": lambda ana, theme: actions.stop(ana, "chosen"),
    "as chosen for all": lambda ana, theme: actions.choose_for_places(ana, [(theme, "")]),
}


@pytest.mark.parametrize("case", AFTER)
def test_a_choice_that_ended_before_the_mail_sends_nothing(ana, theme, mailoutbox, case):
    actions.choose_for_places(ana, [(theme, "every")])
    make.topic(within=theme)
    worker.run_listeners()
    assert MailItem.objects.filter(member=ana, kind="chosen", alone=True).exists()
    AFTER[case](ana, theme)
    worker.send()
    assert mailoutbox == []


def test_a_choice_is_stored_once_for_a_place(ana, theme):
    for when in ("every", "digest", "digest"):
        actions.choose_for_places(ana, [(theme, when)])
    assert list(PlaceChoice.objects.values_list("when", flat=True)) == ["digest"]
