"""Bookmarks: private notes of what a member wants to find again, with a reminder."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from collective_brain.errors import Refused
from forum.bookmarks import actions, rules
from forum.bookmarks.models import Bookmark
from forum.bookmarks.tasks import remind_due
from forum.facilitation import actions as facilitation
from forum.mail import actions as mail_choices
from forum.notifications.models import Notification
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana():
    return make.member("ana", time_zone="America/Lima")


@pytest.fixture
def post():
    return make.post(make.topic(title="Coopératives"), make.member("author"), "Read this.")


def tomorrow() -> date:
    return timezone.now().date() + timedelta(days=2)


def make_due() -> None:
    Bookmark.objects.update(remind_at=timezone.now() - timedelta(minutes=1))


def test_a_bookmark_is_saved_once_and_then_changed(client, ana, post):
    client.force_login(ana)
    address = f"{post.own_page_url}bookmark/"
    assert client.get(address).status_code == 200
    for note in ("For my report", "For my report", "For the course"):
        answer = client.post(address, {"note": note, "remind_on": ""})
        assert answer.headers["Location"] == post.get_absolute_url()
    assert [bookmark.note for bookmark in Bookmark.objects.all()] == ["For the course"]
    page = client.get("/bookmarks/").content.decode()
    assert "Coopératives" in page and "For the course" in page and "Read this." in page


def test_a_reminder_comes_at_7_in_the_morning_of_the_member(ana, post):
    day = date(timezone.now().year + 1, 7, 1)
    bookmark = actions.save(post, ana, remind_on=day)
    assert bookmark.remind_at == datetime(day.year, 7, 1, 12, tzinfo=UTC)


def test_a_day_that_has_passed_is_refused_with_the_typed_note(client, ana, post):
    client.force_login(ana)
    yesterday = (timezone.now() - timedelta(days=2)).date().isoformat()
    form = {"note": "For my report", "remind_on": yesterday}
    answer = client.post(f"{post.own_page_url}bookmark/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a day after today" in page and "For my report" in page
    assert not Bookmark.objects.exists()


def test_a_reminder_reaches_the_bell_once_and_comes_by_mail(client, ana, post):
    actions.save(post, ana, note="For my report", remind_on=tomorrow())
    make_due()
    for _twice in range(2):
        remind_due()
        run_event_listeners()
    [reminder] = Notification.objects.filter(member=ana)
    assert (reminder.kind, reminder.text) == ("reminder", "For my report")
    client.force_login(ana)
    answer = client.get(f"/notifications/{reminder.pk}/")
    assert answer.status_code == 302
    subjects = [message.subject for message in mail.outbox if "Reminder" in message.subject]
    assert subjects == ["[Collective Brain] Reminder: Coopératives"]


def test_a_member_who_chose_only_the_site_gets_no_mail(ana, post):
    mail_choices.choose(ana, reminder="site")
    actions.save(post, ana, remind_on=tomorrow())
    make_due()
    remind_due()
    run_event_listeners()
    assert Notification.objects.filter(member=ana).exists()
    assert not [message for message in mail.outbox if "Reminder" in message.subject]


def test_what_is_gone_or_hidden_shows_no_word_and_reminds_nobody(client, ana, post):
    hidden = make.post(make.topic(title="Secret plan"), source="Whisper.")
    for text in (post, hidden):
        actions.save(text, ana, remind_on=tomorrow())
    topics.delete(post, post.author)
    boss = make.member("boss", is_staff=True, is_superuser=True)
    facilitation.hide_topic(hidden.topic, boss, why="Spam")
    client.force_login(ana)
    page = client.get("/bookmarks/").content.decode()
    assert page.count("This text is no longer there.") == 2
    assert "Secret" not in page and "Whisper" not in page and "Read this." not in page
    page = client.get("/bookmarks/?q=secret").content.decode()
    assert "None of your bookmarks" in page, "the search finds nothing that is hidden"
    make_due()
    remind_due()
    run_event_listeners()
    assert not Notification.objects.filter(member=ana, kind="reminder").exists()


def test_bookmarks_are_private_and_others_find_nothing_to_remove(client, ana, post):
    bookmark = actions.save(post, ana, note="Mine")
    client.force_login(make.member("ben"))
    assert "Mine" not in client.get("/bookmarks/").content.decode()
    assert "Mine" not in client.get(f"{post.own_page_url}bookmark/").content.decode()
    assert client.post(f"/bookmarks/{bookmark.pk}/remove/").status_code == 404
    client.force_login(ana)
    assert client.post(f"/bookmarks/{bookmark.pk}/remove/").status_code == 302
    assert client.post(f"/bookmarks/{bookmark.pk}/remove/").status_code == 404
    assert not Bookmark.objects.exists()


def test_the_list_is_searched_without_accents_and_case(client, ana, post):
    actions.save(post, ana, note="Für später")
    actions.save(make.post(make.topic(title="Other")), ana)
    client.force_login(ana)
    for words in ("COOPERATIVES", "spater"):
        page = client.get("/bookmarks/", {"q": words}).content.decode()
        assert "Coopératives" in page and "Other" not in page


def test_a_member_has_at_most_a_thousand(ana, post, monkeypatch):
    monkeypatch.setattr(rules, "MAX_BOOKMARKS", 1)
    actions.save(post, ana)
    actions.save(post, ana, note="A change is no new bookmark")
    with pytest.raises(Refused, match="Remove some before you add another one"):
        actions.save(make.post(post.topic), ana)


def test_a_message_can_be_bookmarked_too(client, ana):
    message = make.message(make.room(make.topic(title="Room talk")), source="Listen.")
    client.force_login(ana)
    assert client.post(f"{message.own_page_url}bookmark/", {"note": ""}).status_code == 302
    page = client.get("/bookmarks/").content.decode()
    assert "Room talk" in page and "Listen." in page
