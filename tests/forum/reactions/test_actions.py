"""Reacting to a post or a message, and taking it back."""

import json

import pytest
from django.utils import timezone

from accounts import actions as people
from accounts.administration import actions as administration
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.contributions.reaction_kinds import ReactionKind
from forum.reactions import actions, checks
from forum.reactions.models import MAX_NAMES, Reaction
from forum.themes import actions as themes
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_concurrency import run_at_once

pytestmark = pytest.mark.usefixtures("database")
THANKS, AGREE = ReactionKind.THANKS, ReactionKind.AGREE


@pytest.fixture
def post():
    return make.post(make.topic(), make.member("author"))


def marks(contribution) -> tuple[int, int]:
    """The change marks of the text and of its topic or room."""
    contribution.refresh_from_db()
    contribution.conversation.refresh_from_db()
    return contribution.changed, contribution.conversation.last_mark


@pytest.mark.parametrize("what", ["post", "message"])
def test_a_reaction_is_counted_under_the_next_change_mark_and_a_repeat_changes_nothing(what):
    topic, ana = make.topic(), make.member("ana")
    text = make.post(topic) if what == "post" else make.message(make.room(topic))
    before = marks(text)[1]
    for _twice in range(2):
        actions.react(text, ana, kind=THANKS, on=True)
    assert marks(text) == (before + 1, before + 1)
    assert text.reactions == {"thanks": 1}
    assert Event.objects.filter(name__endswith="ReactionsChanged").count() == 1
    actions.react(text, ana, kind=AGREE, on=True)
    for _twice in range(2):
        actions.react(text, ana, kind=THANKS, on=False)
    assert marks(text) == (before + 3, before + 3)
    assert text.reactions == {"agree": 1}


def test_ten_members_who_react_at_once_are_ten(post):
    members = [make.member() for _ in range(10)]
    run_at_once(
        [
            lambda member=member: actions.react(post, member, kind=THANKS, on=True)
            for member in members
        ]
    )
    post.refresh_from_db()
    assert post.reactions == {"thanks": 10}
    assert Reaction.objects.count() == 10


def test_one_member_who_clicks_ten_times_at_once_is_one(post):
    ana = make.member("ana")
    run_at_once([lambda: actions.react(post, ana, kind=THANKS, on=True) for _ in range(10)])
    post.refresh_from_db()
    assert post.reactions == {"thanks": 1}


def test_nobody_reacts_to_their_own_text_or_to_a_removed_one(post):
    with pytest.raises(Refused, match="You cannot react to what you wrote yourself"):
        actions.react(post, post.author, kind=THANKS, on=True)
    topics.delete(post, post.author)
    with pytest.raises(Refused, match="no longer exists"):
        actions.react(post, make.member(), kind=THANKS, on=True)
    assert not Reaction.objects.exists()


def test_a_silenced_member_and_an_archived_theme_are_refused_with_a_sentence(post):
    boss = make.member("boss", is_staff=True, is_superuser=True)
    silent = make.member("silent")
    administration.silence(silent, by=boss, until=timezone.now().replace(year=2999), why="Spam.")
    silent.refresh_from_db()
    with pytest.raises(Refused, match="You can read but not write"):
        actions.react(post, silent, kind=THANKS, on=True)
    themes.set_archived(post.topic.theme, by=boss, archived=True)
    post.topic.theme.refresh_from_db()
    with pytest.raises(Refused, match="This theme is archived"):
        actions.react(post, make.member(), kind=THANKS, on=True)


def test_a_closed_account_takes_its_reactions_along(post):
    ana, ben = make.member("ana"), make.member("ben")
    message = make.message(make.room(post.topic))
    for text in (post, message):
        actions.react(text, ana, kind=THANKS, on=True)
        actions.react(text, ben, kind=THANKS, on=True)
    people.close_account(ana, by=ana)
    run_event_listeners()
    for text in (post, message):
        text.refresh_from_db()
        assert text.reactions == {"thanks": 1}
    assert {row.member_id for row in Reaction.objects.all()} == {ben.pk}


def test_doctor_finds_and_repairs_wrong_counts(post):
    actions.react(post, make.member(), kind=THANKS, on=True)
    type(post).objects.filter(pk=post.pk).update(reactions={"thanks": 7})
    [check, _of_messages] = checks.CHECKS
    problems = list(check.find(type(post).objects.all()))
    assert [problem.key for problem in problems] == [post.pk]
    check.repair([post.pk])
    assert list(check.find(type(post).objects.all())) == []


# --- pages ---


def test_the_page_names_who_reacted_at_most_twenty_and_takes_it_without_script(client, post):
    members = [make.member(f"reader{number:02}") for number in range(MAX_NAMES + 2)]
    for member in members:
        actions.react(post, member, kind=THANKS, on=True)
    address = f"{post.own_page_url}reactions/"
    client.force_login(make.member("ana"))
    page = client.get(address).content.decode()
    assert "Reader00" in page and "Reader19" in page and "Reader20" not in page
    assert "and 2 more" in page
    assert client.post(address, {"kind": "useful", "on": "1"}).status_code == 302
    page = client.get(address).content.decode()
    assert 'aria-pressed="true"' in page
    post.refresh_from_db()
    assert post.reactions == {"thanks": 22, "useful": 1}
    shown = client.get(post.topic.get_absolute_url()).content.decode()
    assert "Useful in my work:" in shown and "reactions/" in shown


def test_a_refusal_is_the_same_page_with_its_sentence(client, post):
    address = f"{post.own_page_url}reactions/"
    client.force_login(post.author)
    response = client.post(address, {"kind": "thanks", "on": "1"})
    assert response.status_code == 422
    assert "You cannot react to what you wrote yourself." in response.content.decode()
    answer = client.post(
        address, {"kind": "hate", "on": "1"}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 422 and json.loads(answer.content)["refused"]


def test_a_topic_page_with_reactions_costs_no_query_more(client, post, django_assert_num_queries):
    reader = make.member("reader")
    client.force_login(reader)
    address = post.topic.get_absolute_url()

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    before = queries()
    for kind in ReactionKind:
        actions.react(post, reader, kind=kind, on=True)
    assert queries() == before
