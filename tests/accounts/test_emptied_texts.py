"""Who closes an account chooses whether their texts stay, now or later."""

import re

import pytest
from django.core import mail
from django.db.models import Q

from accounts import actions as people
from accounts.acts.models import Act
from accounts.administration import actions as administration
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from collective_brain.management.all_checks import data_checks
from forum.chat.models import Message
from forum.search.models import Entry
from forum.topics import actions as topics
from forum.topics.models import Post, Revision
from tests import factories as make
from tests.accounts.account_pages import PASSWORD
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "xylophone"


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    ana.set_password(PASSWORD)
    ana.save()
    client.force_login(ana)
    return ana


@pytest.fixture
def post(ana):
    """A post of Ana with an earlier text, quoted by Ben, and a message."""
    post = make.post(make.topic(), ana, f"My {WORD}.")
    topics.edit(post, ana, source=f"My big {WORD}.", language="en", version=1)
    quotation = f"> [@ana]({post.get_absolute_url()})\n>\n> My big {WORD}.\n\nNice."
    make.post(post.topic, make.member("ben"), quotation)
    make.message(make.room(post.topic), ana, f"A {WORD}!")
    topics.delete(make.post(post.topic, ana, f"Deleted {WORD}."), ana)
    run_event_listeners()
    return post


def places_of_the_word() -> list[str]:
    """Where the word of Ana can still be found."""
    places = {
        "posts": Post.objects.filter(Q(source__contains=WORD) | Q(html__contains=WORD)),
        "messages": Message.objects.filter(source__contains=WORD),
        "revisions": Revision.objects.filter(source__contains=WORD, post__author__handle="ana"),
        "search": Entry.objects.filter(words__contains=WORD),
    }
    return [name for name, rows in places.items() if rows.exists()]


def close(client, **choice) -> None:
    answer = client.post("/accounts/close/", {"password": PASSWORD, **choice})
    assert answer.status_code == 200
    for _round in range(3):
        run_event_listeners()


def test_the_texts_stay_unless_the_member_chooses_otherwise(client, ana, post):
    close(client)
    post.refresh_from_db()
    assert post.source == f"My big {WORD}." and not post.is_removed


def test_emptied_texts_are_found_nowhere(client, ana, post):
    assert set(places_of_the_word()) == {"posts", "messages", "revisions", "search"}
    close(client, empties_texts="on")
    assert not Post.objects.filter(author=ana, source__gt="").exists()
    assert not Revision.objects.filter(post__author=ana).exists()
    assert places_of_the_word() == []
    assert WORD not in client.get(post.topic.get_absolute_url()).content.decode()
    numbers = list(post.topic.posts.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4], "the numbers stay"
    assert not [message for message in mail.outbox if "closed" in message.subject]


def test_a_link_empties_them_later_and_opening_it_changes_nothing(client, ana, post):
    close(client)
    [message] = [message for message in mail.outbox if "You closed" in message.subject]
    assert message.to == ["ana@example.org"]
    [path] = re.findall(r"http://[^/]+(/accounts/closed/\S+)", message.body)
    assert "Empty my texts" in client.get(path).content.decode()
    run_event_listeners()
    assert "posts" in places_of_the_word()
    for _twice in range(2):
        assert "are being emptied" in client.post(path).content.decode()
        run_event_listeners()
    run_event_listeners()
    assert places_of_the_word() == []
    assert Event.objects.filter(name="TextsEmptied").count() == 1
    assert client.get(f"{path[:-2]}x/").status_code == 404


def test_an_administrator_empties_them_later_for_a_reason(client, ana, post):
    boss = make.member("boss", is_staff=True, is_superuser=True)
    with pytest.raises(Refused, match="This account is open"):
        administration.empty_texts(ana, by=boss, why="Asked by e-mail.")
    close(client)
    with pytest.raises(Refused, match="Only administrators"):
        administration.empty_texts(ana, by=make.member(), why="Asked by e-mail.")
    client.force_login(boss)
    message = Message.objects.get(author=ana)
    on_its_page = post.topic.post_url_on_page(post.number)
    for address in (post.own_page_url, on_its_page, message.get_absolute_url(), "/rooms/99999/1"):
        found = client.get("/administration/members/", {"q": f"http://x{address}"})
        expected = [] if "99999" in address else [ana.pk]
        assert [member.pk for member, _states in found.context["rows"]] == expected, address
    url = f"/administration/members/{ana.pk}/"
    assert client.post(f"{url}empty/", {"why": " "}).status_code == 422
    assert "posts" in places_of_the_word()
    for _twice in range(2):
        assert client.post(f"{url}empty/", {"why": "Asked by e-mail."})["Location"] == url
        run_event_listeners()
    run_event_listeners()
    assert places_of_the_word() == []
    [act] = Act.objects.filter(verb="TextsEmptied")
    assert (act.by, act.why, act.target_id) == (boss, "Asked by e-mail.", ana.pk)
    page = client.get(url).content.decode()
    assert "The texts have been emptied" in page and f"{url}empty/" not in page
    assert "emptied the texts of a closed account" in client.get("/record/").content.decode()
    assert Event.objects.filter(name="TextsEmptied").count() == 1


def test_nothing_is_emptied_of_an_open_account(ana, post):
    people.empty_texts(ana.pk)
    topics.posts.empty(post)
    assert "posts" in places_of_the_word()
    assert Member.objects.get(pk=ana.pk).texts_emptied_at is None


def test_doctor_finds_nothing_wrong_afterwards(client, ana, post):
    close(client, empties_texts="on")
    problems = []
    for check in data_checks():
        problems += [problem.sentence for problem in check.find(check.rows())]
    # The factories make members without the event that puts them into the search.
    assert [text for text in problems if "search entry of member" not in text] == []
