"""Two sessions do what does not go together: one of them is refused, and nothing is left over."""

import uuid
from collections.abc import Callable
from functools import partial

import pytest
from django.core.management import call_command

from accounts import actions as people
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat.models import Message
from forum.drafts import actions as drafts
from forum.drafts.models import Draft
from forum.drafts.targets import find_target
from forum.enquiries import actions as enquiries
from forum.enquiries.models import Enquiry
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.following.models import ReadPosition, ThemeFollow
from forum.private_notes.models import PrivateNote
from forum.reports import actions as reports
from forum.reports.models import Report
from forum.search import tasks
from forum.topics import actions as topics
from forum.topics.models import Post, Topic
from tests import factories as make
from tests.forum.test_concurrency import run_at_once

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.both_databases]
REPLIES = 8
WRITES = (
    *("reply", "start", "say", "edit", "draft", "report", "enquiry"),
    *("follow a topic", "follow a theme", "note", "private conversation"),
)


def write_of(kind: str, member: Member, topic: Topic) -> Callable[[], object]:
    """A write of a request that has read `member` from its session. It repeats no query of that."""
    theme, room, target = topic.theme, make.room(topic), find_target(topic.stream_name, member)
    post, reported = topic.posts.get(number=1), topic.posts.get(number=2)
    nonce = uuid.uuid4()
    conversation = make.private_conversation(make.member(), member)
    return {
        "note": partial(make.private_note, conversation, member),
        "private conversation": partial(make.private_conversation, member, make.member()),
        "reply": partial(make.post, topic, member),
        "start": partial(make.topic, member, within=theme),
        "say": partial(make.message, room, member),
        "edit": partial(topics.edit, post, member, source="Better.", version=1),
        "draft": partial(drafts.save, member, target, sequence=0, source="Typed."),
        "report": partial(reports.report, reported, member, why="I, Ana, do not like it."),
        "enquiry": partial(enquiries.write, theme, member, member, source="I am Ana.", nonce=nonce),
        "follow a topic": partial(following.set_topic_level, topic, member, level="watching"),
        "follow a theme": partial(following.set_theme_level, theme, member, level="watching"),
    }[kind]


def run_listeners_at_once() -> None:
    """Do what several workers do."""
    while events := list(Event.objects.unfinished()):
        run_at_once([event.run_listeners for event in events])


def left_of(member: Member) -> list[object]:
    """What is stored about a closed account, or was written after its end."""
    rows = [
        *(model.objects.filter(member=member) for model in (ReadPosition, ThemeFollow)),
        *(model.objects.filter(member=member) for model in (Draft, Enquiry)),
        Report.objects.filter(reporter=member).exclude(why=""),
    ]
    closed_at = Member.objects.get(pk=member.pk).closed_at
    for model in (Post, Message, PrivateNote):
        rows.append(model.objects.filter(author=member, created_at__gt=closed_at))
    rows.append(Post.objects.filter(author=member, edited_at__gt=closed_at))
    return [row for some in rows for row in some]


def ana_and_a_topic() -> tuple[Member, Topic]:
    ana = make.member("ana")
    topic = make.topic(ana)
    make.post(topic)
    run_listeners_at_once()
    return ana, topic


@pytest.mark.parametrize("kind", WRITES)
def test_a_request_that_was_on_its_way_when_its_account_was_closed_writes_nothing(kind):
    ana, topic = ana_and_a_topic()
    write = write_of(kind, ana, topic)
    people.close_account(Member.objects.get(pk=ana.pk), by=ana)
    run_listeners_at_once()
    with pytest.raises(Refused, match="closed|conversation no longer exists"):
        write()
    run_listeners_at_once()
    assert left_of(ana) == []


@pytest.mark.parametrize("kind", ["reply", "say", "draft"])
def test_an_account_that_is_closed_during_a_write_leaves_nothing(kind):
    ana, topic = ana_and_a_topic()
    write = write_of(kind, ana, topic)
    account = Member.objects.get(pk=ana.pk)
    run_at_once([partial(people.close_account, account, by=account), write])
    run_listeners_at_once()
    assert left_of(ana) == []
    assert_nothing_is_wrong()


def assert_nothing_is_wrong() -> None:
    """Raises CommandError with what doctor finds in the stored data."""
    tasks.index_briefly_then_enqueue()  # members of the factories
    call_command("doctor", "--only", "data")


def test_a_topic_that_is_hidden_while_eight_members_reply_has_right_counts():
    chair = make.member("chair")
    topic = make.topic(within=make.theme("care", facilitators=(chair,)))
    replies = [partial(make.post, topic, make.member()) for _ in range(REPLIES)]
    hide = partial(facilitation.hide_topic, topic, chair, why="Spam.")
    *results, _hidden = run_at_once([*replies, hide])
    stored = [result for result in results if isinstance(result, Post)]
    assert all(str(one) == "This topic is hidden." for one in results if one not in stored)
    run_listeners_at_once()
    topic.refresh_from_db()
    assert topic.post_count == topic.last_number == 1 + len(stored)
    assert_nothing_is_wrong()


def test_a_topic_that_is_moved_while_eight_members_reply_is_counted_in_its_new_theme():
    chair = make.member("chair")
    old, new = (make.theme(slug, facilitators=(chair,)) for slug in ("care", "food"))
    topic = make.topic(within=old)
    run_listeners_at_once()
    replies = [partial(make.post, topic, make.member()) for _ in range(REPLIES)]
    run_at_once([*replies, partial(facilitation.move, topic, chair, theme=new)])
    run_listeners_at_once()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.post_count, new.post_count) == (0, 1 + REPLIES)
    assert_nothing_is_wrong()
