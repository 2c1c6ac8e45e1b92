"""What a digest has: what is new in what a member follows, and nothing that is read or gone."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.enquiries import actions as enquiries
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import actions
from forum.mail.models import MailSettings
from forum.notifications import actions as notifications
from forum.notifications.models import Notification
from forum.topics import actions as topics
from forum.topics.models import Topic
from tests import factories as make
from tests.forum.mail.digests.mornings import digests_of, let_morning_come, send_digests

pytestmark = pytest.mark.django_db
ALL_DAILY = {
    **dict.fromkeys(("mention", "reply", "message", "watched", "tracked", "topic"), "daily"),
    "question": "site",
}


@pytest.fixture
def fay():
    return make.member("fay")


@pytest.fixture
def theme(fay):
    return make.theme("care", facilitators=(fay,))


@pytest.fixture
def ana(theme):
    """She follows the theme, and gets everything in a daily digest."""
    ana = make.member("ana")
    actions.choose(ana, **ALL_DAILY)
    following.set_theme_level(theme, ana, level=Level.TRACKING)
    return ana


@pytest.fixture
def topic(ana, theme):
    return make.topic(within=theme, title="Care and work", source="The first words.")


def send(member) -> None:
    let_morning_come(member)
    send_digests()


def test_it_has_what_is_new_by_theme_with_the_first_words_of_each_topic(ana, topic, mailoutbox):
    other = make.theme("rural")
    following.set_theme_level(other, ana, level=Level.WATCHING)
    second = make.topic(within=other, title="Seeds", source="About **seeds**.")
    make.post(second, source="A reply about seeds.")
    make.topic(title="Not followed")
    send(ana)
    [mail] = mailoutbox
    assert mail.to == [ana.email]
    for words in ("== Care ==", "Care and work", "The first words.", "== Rural ==", "About seeds."):
        assert words in mail.body
    assert "2 new posts" in mail.body and "Not followed" not in mail.body
    assert [item.state for item in digests_of(ana)] == ["sent"]


GONE = {
    "deleted": lambda topic, post, ana, fay: topics.delete(post, post.author),
    "hidden": lambda topic, post, ana, fay: topics.hide(post, fay, why="spam"),
    "hidden topic": lambda topic, post, ana, fay: facilitation.hide_topic(topic, fay, why="spam"),
    "read": lambda topic, post, ana, fay: notifications.mark_read_up_to(ana, topic, 1),
    "muted": lambda topic, post, ana, fay: actions.mute(ana, topic),
    "muted theme": lambda topic, post, ana, fay: following.set_theme_level(
        topic.theme, ana, level=Level.MUTED
    ),
    "no longer followed": lambda topic, post, ana, fay: following.set_theme_level(
        topic.theme, ana, level=Level.NORMAL
    ),
    "stopped": lambda topic, post, ana, fay: actions.stop(ana, "digest"),
    "never for the theme": lambda topic, post, ana, fay: actions.choose_for_places(
        ana, [(topic.theme, "never")]
    ),
    "never for the topic": lambda topic, post, ana, fay: actions.choose_for_places(
        ana, [(topic.theme, "digest"), (topic, "never")]
    ),
    "paused": lambda topic, post, ana, fay: actions.choose(
        ana, paused_until=timezone.now().date() + timedelta(days=2)
    ),
    "closed": lambda topic, post, ana, fay: (
        type(ana).objects.filter(pk=ana.pk).update(closed_at=timezone.now())
    ),
}


@pytest.mark.parametrize("case", GONE)
def test_nothing_is_sent_when_nothing_is_left(case, ana, topic, fay, mailoutbox):
    let_morning_come(ana)
    post = topic.posts.get(number=1)
    topic = Topic.objects.get(pk=topic.pk)
    GONE[case](topic, post, ana, fay)
    send_digests()
    assert mailoutbox == []
    assert [item.state for item in digests_of(ana)] in ([], ["dropped"])


def test_what_somebody_wrote_themselves_is_not_in_their_digest(ana, theme, mailoutbox):
    make.topic(ana, within=theme)
    send(ana)
    assert mailoutbox == []


def test_a_post_comes_in_one_digest_only(ana, topic, mailoutbox):
    send(ana)
    item = digests_of(ana)[0]
    type(item).objects.filter(pk=item.pk).update(number=item.number - 1)
    topic.posts.update(created_at=timezone.now() - timedelta(days=2))
    let_morning_come(ana)
    send_digests()
    assert len(mailoutbox) == 1
    assert [item.state for item in digests_of(ana)] == ["sent", "dropped"]


def test_what_came_in_a_mail_of_its_own_is_not_in_the_digest(ana, topic, mailoutbox):
    actions.choose(ana, topic="at_once")
    from tests.forum.mail import worker

    worker.send()
    actions.choose(ana, topic="daily")
    send(ana)
    assert [mail.subject for mail in mailoutbox] == ["[Collective Brain] Care and work"]


def test_what_comes_at_once_or_weekly_is_not_in_a_daily_digest(ana, topic, mailoutbox):
    zone_day = (timezone.now().weekday() + 3) % 7  # no weekly digest today
    actions.choose(ana, topic="weekly", tracked="daily", weekday=zone_day)
    make.post(topic, source="A reply that is daily.")
    send(ana)
    [mail] = mailoutbox
    assert "A reply that is daily." in mail.body and "The first words." not in mail.body


def test_a_reply_and_a_mention_come_first_and_say_who_wrote(ana, topic, mailoutbox):
    mine = make.topic(ana, title="My question")
    make.post(mine, make.member("ben"), "Look here.", reply_to=1)
    make.post(topic, make.member("eva"), "What says @ana?")
    send(ana)
    [mail] = mailoutbox
    assert "Ben replied to you" in mail.body and "Eva mentioned you" in mail.body
    assert "What says @ana?" in mail.body and "Look here." in mail.body


def test_a_message_of_facilitators_is_named_and_not_shown(ana, theme, fay, mailoutbox):
    enquiries.write(theme, ana, ana, source="A question", nonce=uuid.uuid4())
    enquiries.write(theme, ana, fay, source="A private answer", nonce=uuid.uuid4())
    let_morning_come(ana)
    Notification.objects.update(created_at=timezone.now() - timedelta(hours=26))
    MailSettings.objects.update(mention="daily")
    let_morning_come(ana)
    Notification.objects.update(created_at=digest_morning(ana) - timedelta(minutes=1))
    send_digests()
    [mail] = [mail for mail in mailoutbox if mail.to == [ana.email]]
    assert "A new message with facilitators" in mail.body
    assert "A private answer" not in mail.body


def digest_morning(member):
    from forum.mail.models import DigestPlan

    return DigestPlan.objects.get(member=member).due_at


def test_topics_without_an_answer_come_to_those_who_read_their_language(ana, mailoutbox):
    actions.choose(ana, question="daily")
    type(ana).objects.filter(pk=ana.pk).update(languages=["en", "fr"])
    asked = {
        "French": make.topic(title="Qui sait ?", language="fr"),
        "Spanish": make.topic(title="Quien sabe?", language="es"),
        "answered": make.topic(title="Answered"),
        "own": make.topic(ana, title="My own"),
        "read": make.topic(title="Read"),
    }
    make.post(asked["answered"])
    let_morning_come(ana)
    Topic.objects.update(created_at=digest_morning(ana) - timedelta(hours=26))
    notifications.mark_read_up_to(ana, asked["read"], 1)
    send_digests()
    [mail] = mailoutbox
    assert "Nobody has answered yet" in mail.body and "Qui sait ?" in mail.body
    for title in ("Quien sabe?", "Answered", "My own", "Read\n"):
        assert title not in mail.body


def test_the_queries_do_not_grow_with_the_topics(ana, theme, django_assert_max_num_queries):
    for _ in range(20):
        make.post(make.topic(within=theme))
    let_morning_come(ana)
    with django_assert_max_num_queries(40):
        send_digests()
    assert digests_of(ana)[0].state == "sent"
