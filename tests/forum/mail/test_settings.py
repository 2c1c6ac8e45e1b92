"""The page on which a member chooses what comes by mail."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.following import actions as following
from forum.mail import actions
from forum.mail.kinds import DEFAULTS
from forum.mail.models import MailSettings, PlaceChoice
from forum.mail.preferences import usual_weekday
from forum.themes.models import Theme
from tests import factories as make

pytestmark = pytest.mark.django_db
CHOICES = {
    "mention": "site",
    "reply": "at_once",
    "message": "at_once",
    "note": "at_once",
    "watched": "daily",
    "tracked": "weekly",
    "topic": "site",
    "question": "site",
    "reminder": "site",
}


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


def chosen_options(page: str) -> list[str]:
    return re.findall(r'<option value="(\w*)" selected', page)


def test_the_page_shows_the_defaults_and_stores_the_choices(ana, client):
    page = client.get("/mail/").content.decode()
    assert chosen_options(page) == [*DEFAULTS.values(), str(usual_weekday(ana.pk))]
    tomorrow = timezone.now().date() + timedelta(days=1)
    choices = {**CHOICES, "weekday": "3"}
    answer = client.post("/mail/", {**choices, "paused_until": tomorrow.isoformat()})
    assert answer.status_code == 302
    stored = MailSettings.objects.get(member=ana)
    assert {kind: getattr(stored, kind) for kind in CHOICES} == CHOICES
    assert stored.is_paused() and stored.weekday == 3
    page = client.get("/mail/").content.decode()
    assert f'value="{tomorrow.isoformat()}"' in page
    assert chosen_options(page) == [*CHOICES.values(), "3"]


@pytest.mark.parametrize("wrong", [{"reply": "hourly"}, {"tracked": "at_once"}, {"weekday": "9"}])
def test_a_wrong_value_is_refused_and_the_other_choices_stay(ana, client, wrong):
    answer = client.post("/mail/", {**CHOICES, "weekday": "3", **wrong})
    assert answer.status_code == 422 and not MailSettings.objects.exists()
    assert len(chosen_options(answer.content.decode())) == len(DEFAULTS)


def test_the_page_says_how_often_mail_comes_and_when_the_next_digest_does(ana, client):
    type(ana).objects.filter(pk=ana.pk).update(time_zone="America/Lima")
    theme = make.theme()
    following.set_theme_level(theme, ana, level="watching")
    actions.choose(ana, weekday=0, watched="at_once", topic="at_once", question="site")
    for _ in range(14):
        make.post(make.topic(within=theme))
    text = client.get("/mail/").content.decode()
    assert "You get about 2 e-mails a day." in text
    assert re.search(r"The next digest comes on Monday, .*, at 7 in the morning", text)
    actions.choose(ana, **dict.fromkeys(CHOICES, "site"))
    assert "You get no e-mails about posts and messages." in client.get("/mail/").content.decode()
    actions.choose(ana, tracked="weekly")
    assert "You get about 1 e-mail a week." in client.get("/mail/").content.decode()


def test_a_theme_and_a_topic_can_have_a_choice_of_their_own(ana, client):
    theme, other = make.theme(), make.theme()
    topic = make.topic(within=theme)
    following.set_theme_level(theme, ana, level="tracking")
    following.set_topic_level(topic, ana, level="watching")
    page = client.get("/mail/places/").content.decode()
    assert f"theme-{theme.pk}" in page and f"theme-{other.pk}" not in page
    changes = {f"theme-{theme.pk}": "every", f"topic-{topic.pk}": "never"}
    assert client.post("/mail/places/", changes).status_code == 302
    places = PlaceChoice.objects.of(ana.pk)
    assert (places.themes, places.topics) == ({theme.pk: "every"}, {topic.pk: "never"})
    assert chosen_options(client.get("/mail/places/").content.decode()) == ["every", "never"]
    for wrong in ({f"topic-{topic.pk}": "every"}, {f"theme-{theme.pk}": "x"}):
        assert client.post("/mail/places/", wrong).status_code == 422
    client.post("/mail/places/", {f"theme-{theme.pk}": "", f"theme-{other.pk}": "every"})
    assert PlaceChoice.objects.of(ana.pk) == ({}, {topic.pk: "never"})


def test_a_sample_looks_like_a_mail_of_the_site_and_few_are_sent(ana, client, settings):
    settings.EMAIL_BACKEND = "collective_brain.outgoing_mail.backend.StoringEmailBackend"
    client.post("/mail/sample/")
    assert not OutgoingEmail.objects.exists()  # there is no topic yet
    following.set_theme_level(make.topic(title="An example").theme, ana, level="tracking")
    make.topic(within=Theme.objects.get(), title="Another")
    for what in ("topic", "digest", "digest", "digest"):
        client.post("/mail/sample/", {"what": what})
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.content["subject"] for mail in mails] == [
        "[Collective Brain] Another",
        "[Collective Brain] New: Another",
    ]
    assert mails[0].recipients == [ana.email]


def test_only_members_have_the_page(client):
    assert client.get("/mail/").status_code == 302
    assert client.post("/mail/sample/").status_code == 302
