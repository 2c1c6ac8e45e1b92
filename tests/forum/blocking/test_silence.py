"""Nothing of a blocked author reaches the bell, the mail, the digest or a device.

The author cannot tell: limits and sentences are those for somebody who was notified.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Member
from collective_brain.errors import Refused
from forum.blocking import actions
from forum.budgets.models import DailyUse
from forum.contributions.reaction_kinds import ReactionKind
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import sending
from forum.mail.models import MailItem, MailSettings
from forum.notifications import reaction_lines
from forum.notifications.models import Notification
from forum.notifications.unread import newest_unread
from forum.private_notes import actions as private_notes
from forum.push.models import PushItem, PushSubscription
from forum.reactions import actions as reactions
from forum.reactions.models import Reaction
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.mail.digests.mornings import let_morning_come, send_digests
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_at_once(settings):
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_WAIT = 0


@pytest.fixture
def ana():
    ana = make.member("ana")
    PushSubscription.objects.create(
        member=ana, session_key="x", endpoint="https://push.example.org/a", p256dh="", auth=""
    )
    return ana


@pytest.fixture
def ben():
    return make.member("ben")


@pytest.fixture
def topic(ana):
    topic = make.topic(ana)
    MailSettings.objects.choose(ana, watched="at_once")
    run_event_listeners()
    following.set_topic_level(topic, ana, level=Level.WATCHING)
    return topic


def reached(member) -> tuple[int, int, int]:
    """Unread notifications, mails and push messages."""
    run_event_listeners()
    listed = Notification.objects.listed_for(Member.objects.get(pk=member.pk)).count()
    assert listed == len(newest_unread(member))
    return listed, MailItem.objects.filter(member=member).count(), PushItem.objects.count()


WAYS = {
    "a reply": lambda topic, ben: make.post(topic, ben, reply_to=1),
    "a mention": lambda topic, ben: make.post(topic, ben, "What about @ana?"),
    "a post in a watched topic": lambda topic, ben: make.post(topic, ben),
    "a mention in a message": lambda topic, ben: make.message(make.room(topic), ben, "@ana!"),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_a_blocked_author_arrives(ana, ben, topic, way):
    WAYS[way](topic, ben)
    assert reached(ana)[0] == 1, "it arrives without a block"
    Notification.objects.all().delete()
    MailItem.objects.all().delete()
    PushItem.objects.all().delete()
    actions.block(ben, ana)
    WAYS[way](topic, ben)
    assert reached(ana) == (0, 0, 0)


def test_a_mention_that_an_edit_adds_does_not_arrive(ana, ben, topic):
    actions.block(ben, ana)
    post = make.post(topic, ben)
    topics.edit(post, ben, source="And @ana?", version=1)
    assert reached(ana) == (0, 0, 0)


def test_what_was_unread_is_gone_and_what_was_planned_is_not_mailed(ana, ben, topic, mailoutbox):
    make.post(topic, ben, reply_to=1)
    assert reached(ana)[:2] == (1, 1)
    actions.block(ben, ana)
    run_event_listeners()
    sending.send_due(seconds=60)
    assert mailoutbox == []
    fresh = Member.objects.get(pk=ana.pk)
    assert not newest_unread(ana) and not Notification.objects.listed_for(fresh).exists()


def test_a_digest_has_no_line_of_a_blocked_author(ana, ben, mailoutbox):
    theme, other = make.theme(), make.member("other")
    MailSettings.objects.choose(ana, topic="daily", tracked="daily", question="daily")
    following.set_theme_level(theme, ana, level=Level.TRACKING)
    actions.block(ben, ana)
    make.topic(ben, within=theme, title="Of Ben")
    make.topic(other, within=theme, title="Of others")
    run_event_listeners()
    let_morning_come(ana)
    send_digests()
    [mail] = mailoutbox
    assert "Of others" in mail.body and "Of Ben" not in mail.body


def test_reactions_of_a_blocked_member_are_in_no_line(ana, ben, topic):
    actions.block(ben, ana)
    first = topic.posts.get(number=1)
    reactions.react(first, ben, kind=ReactionKind.THANKS, on=True)
    reactions.react(first, make.member(), kind=ReactionKind.AGREE, on=True)
    Reaction.objects.update(created_at=timezone.now() - timedelta(days=1))
    reaction_lines.write_lines_of_the_day()
    line = Notification.objects.get(kind="reacted")
    assert (line.text, line.number) == ("1", 1)


def test_decisions_of_a_blocked_facilitator_still_arrive(ana, ben, topic):
    topic.theme.facilitators.add(ben)
    actions.block(ben, ana)
    topics.hide(topic.posts.get(number=1), ben, why="Rude.")
    facilitation.set_closed(topic, ben, closed=True)
    run_event_listeners()
    kinds = Notification.objects.listed_for(Member.objects.get(pk=ana.pk))
    assert {row.kind for row in kinds.filter(read_at=None)} == {"hidden", "closed"}


def mention_many(topic, ben, settings) -> tuple[int, str]:
    """What the author can find out: the rest of the budget, and who was not notified."""
    settings.MENTIONS_A_DAY = 2
    make.post(topic, ben, "@ana @one @two")
    run_event_listeners()
    untold = Notification.objects.filter(member=ben, kind="untold").values_list("text", flat=True)
    return DailyUse.objects.get(member=ben).mentions, list(untold)


def test_the_author_cannot_tell_from_limits_of_mentions(ana, topic, settings):
    free, blocked, *_others = [make.member(name) for name in ("free", "blocked", "one", "two")]
    actions.block(blocked, ana)
    results = [mention_many(topic, author, settings) for author in (free, blocked)]
    assert results[0] == results[1] == (2, ["@two"])


def test_notes_of_a_blocked_author_are_refused_alone_and_not_told_among_several(ana, ben):
    eva = make.member("eva")
    several = make.private_conversation(ben, ana, eva)
    run_event_listeners()
    Notification.objects.all().delete()
    actions.block(ben, ana)
    with pytest.raises(Refused, match="Ana does not take private notes"):
        make.private_conversation(ben, Member.objects.get(pk=ana.pk))
    make.private_note(several, ben)
    run_event_listeners()
    assert [row.member for row in Notification.objects.all()] == [eva]


def test_a_third_person_opens_no_conversation_of_two_again(ana, ben):
    """Among three, nobody refuses notes: a blocked member would add somebody, and write again."""
    conversation = make.private_conversation(ben, ana)
    actions.block(ben, ana)
    eva = make.member("eva")
    with pytest.raises(Refused, match="Ana does not take private notes"):
        private_notes.add(conversation, ben, added=eva)
    with pytest.raises(Refused, match="Ana does not take private notes"):
        make.private_note(conversation, ben)
    private_notes.add(conversation, Member.objects.get(pk=ana.pk), added=eva)
