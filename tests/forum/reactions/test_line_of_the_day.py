"""Authors hear once a day how many people reacted to what they wrote."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.contributions.reaction_kinds import ReactionKind
from forum.notifications.models import Notification
from forum.notifications.reaction_lines import write_lines_of_the_day
from forum.reactions import actions
from forum.reactions.models import Reaction
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def react_yesterday(text, member, kind=ReactionKind.THANKS) -> None:
    actions.react(text, member, kind=kind, on=True)
    Reaction.objects.update(created_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def author():
    return make.member("author")


def test_an_author_gets_one_line_for_a_day(client, author):
    topic, ana, ben = make.topic(), make.member("ana"), make.member("ben")
    first, second = make.post(topic, author), make.post(topic, author)
    react_yesterday(first, ana)
    react_yesterday(first, ana, ReactionKind.AGREE)
    react_yesterday(first, ben)
    react_yesterday(second, ben)
    for _twice in range(2):
        write_lines_of_the_day()
    [line] = Notification.objects.filter(member=author)
    assert line.sentence.endswith(": reactions from 2 people to 2 texts of yours")
    assert (line.kind, line.words) == ("reacted", "")
    client.force_login(author)
    page = client.get("/notifications/").content.decode()
    assert "reactions from 2 people to 2 texts of yours" in page
    assert client.get(f"/notifications/{line.pk}/").headers["Location"] == author.get_absolute_url()


def test_nobody_hears_of_today_or_of_a_reaction_that_was_taken_back(author):
    post, ana = make.post(make.topic(), author), make.member("ana")
    actions.react(post, ana, kind=ReactionKind.THANKS, on=True)
    write_lines_of_the_day()
    react_yesterday(post, make.member("ben"))
    for member in (ana, make.member("cai")):
        actions.react(post, member, kind=ReactionKind.THANKS, on=False)
    Reaction.objects.all().delete()
    write_lines_of_the_day()
    assert not Notification.objects.exists()


def test_a_member_can_turn_the_line_off(author):
    type(author).objects.filter(pk=author.pk).update(hears_reactions=False)
    react_yesterday(make.post(make.topic(), author), make.member("ana"))
    write_lines_of_the_day()
    assert not Notification.objects.exists()
    assert not Reaction.objects.filter(told_at=None).exists()
