"""Administrators announce something on every page; readers dismiss it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.acts.models import Act
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.announcements import actions, listeners
from forum.announcements.models import Announcement
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "The site is closed on Sunday."


@pytest.fixture(autouse=True)
def no_announcement():
    cache.delete("announcement:current")
    yield
    cache.delete("announcement:current")


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True, is_superuser=True)


def announce(boss, **texts) -> Announcement:
    ends_at = timezone.now() + timedelta(days=3)
    return actions.announce(boss, texts={"en": TEXT, **texts}, level="info", ends_at=ends_at)


def test_an_administrator_writes_it_and_everybody_reads_it_in_their_language(client, boss):
    client.force_login(boss)
    day = (timezone.now() + timedelta(days=3)).date().isoformat()
    form = {"text_en": TEXT, "text_fr": "Le site ferme.", "level": "warning", "last_day": day}
    assert client.post("/administration/announcement/", form).status_code == 302
    client.logout()
    assert TEXT in client.get("/").content.decode()
    page = client.get("/", headers={"accept-language": "fr"}).content.decode()
    assert "Le site ferme." in page and 'class="notice notice--error announcement"' in page
    page = client.get("/", headers={"accept-language": "es"}).content.decode()
    assert '<p lang="en" dir="auto">The site' in page
    [act] = Act.objects.all()
    assert (act.verb, act.after["announcement_fr"]) == ("AnnouncementShown", "Le site ferme.")


@pytest.mark.parametrize("is_member", [True, False])
def test_a_reader_dismisses_it_without_a_script_and_sees_the_next_one(client, boss, is_member):
    shown = announce(boss)
    if is_member:
        client.force_login(make.member())
    for _again in range(2):  # the second page of a visitor comes from the page cache
        assert TEXT in client.get("/help/").content.decode()
    form = {"announcement": str(shown.pk), "next": "/help/"}
    assert client.post("/announcements/dismiss/", form).url == "/help/"
    for _again in range(2):
        assert TEXT not in client.get("/help/").content.decode()
    announce(boss, es="Cerrado.")
    assert TEXT in client.get("/help/").content.decode()
    outside = form | {"next": "https://example.com/"}
    assert client.post("/announcements/dismiss/", outside).url == "/"
    assert client.post("/announcements/dismiss/", {"announcement": "x"}).status_code == 404


def test_a_cached_page_loses_it_when_it_is_over_and_when_it_is_ended(client, boss):
    shown = announce(boss)
    page = client.get("/help/")
    assert TEXT in page.content.decode()
    Announcement.objects.filter(pk=shown.pk).update(ends_at=timezone.now())
    listeners.show_current()
    etag = page.headers.get("ETag", "")
    later = client.get("/help/", headers={"if-none-match": etag})
    assert later.status_code == 200 and TEXT not in later.content.decode()
    announce(boss, es="Cerrado.")
    actions.end(boss)
    actions.end(boss)
    assert TEXT not in client.get("/help/").content.decode()
    assert Event.objects.filter(name="AnnouncementEnded").count() == 1


def test_it_is_refused_to_others_without_english_and_after_three_months(client, boss):
    with pytest.raises(Refused, match="Only administrators"):
        announce(make.member())
    with pytest.raises(Refused, match="Only administrators"):
        actions.end(make.member())
    with pytest.raises(Refused, match="in English"):
        announce(boss, en="")
    for days in (-1, 100):
        ends_at = timezone.now() + timedelta(days=days)
        with pytest.raises(Refused, match="last day"):
            actions.announce(boss, texts={"en": TEXT}, level="info", ends_at=ends_at)
    client.force_login(boss)
    page = client.post("/administration/announcement/", {"text_es": "Cerrado.", "level": "info"})
    assert page.status_code == 422 and "Cerrado." in page.content.decode()
    first = announce(boss)
    same = {"texts": first.texts, "level": "info", "ends_at": first.ends_at}
    assert actions.announce(boss, **same).pk == first.pk
