"""The versions of the rules, and who accepted which one."""

import hashlib
import re
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import actions as people
from accounts import permissions
from accounts import rules as account_rules
from accounts.administration import actions as administration
from accounts.consents import actions, versions
from accounts.consents.checks import CHECKS
from accounts.consents.models import Consent
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.enquiries.models import EnquiryMessage
from forum.exports.models import Export
from forum.groups import rules as group_rules
from forum.moderation.models import Statement
from forum.private_notes import rules as private_note_rules
from forum.topics import rules as topic_rules
from forum.topics.models import Post
from tests import factories as make
from tests.accounts.account_pages import (
    PASSWORD,
    WELCOME_FORM,
    member_with_password,
    member_without_profile,
    sign_in,
    sign_up,
)
from tests.forum.search.searching import run_event_listeners

URL = "/accounts/privacy/"
TEXTS = ("pages/rules.html", "pages/privacy.html")
TEXT = re.compile(
    r'{% translate "([^"]*)"|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}', re.S
)


@pytest.fixture
def ana():
    return make.member("ana", name="Ana")


@pytest.fixture
def topic():
    return make.topic()


@pytest.fixture
def second(monkeypatch):
    """A second version, which asks."""
    new = versions.Version(2, date(2027, 1, 31), "Uploads are new.", "", asks=True)
    monkeypatch.setattr(versions, "VERSIONS", (*versions.VERSIONS, new))
    return new


def digest_of_texts() -> str:
    source = "".join((Path(settings.BASE_DIR) / "templates" / name).read_text() for name in TEXTS)
    words = " ".join(" ".join(one or two for one, two in TEXT.findall(source)).split())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def test_the_newest_version_is_of_the_texts_that_members_read():
    said = "The rules or the privacy notice changed: see accounts/consents/versions.py"
    assert versions.newest().digest == digest_of_texts(), said
    numbers = [version.number for version in versions.VERSIONS]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db
def test_who_joins_accepts_the_newest_version(client):
    for _twice in range(2):
        sign_up(client, "new@example.org")
    consent, new = Consent.objects.get(), Member.objects.get()
    assert consent.version == new.accepted_version == 1 and consent.member == new
    client.force_login(new)
    assert "I accept" not in client.get("/accounts/welcome/").content.decode(), "asked once"
    people.finish_sign_up(new, handle="ana", name="Ana", community="academic")
    assert Consent.objects.get().accepted_at == consent.accepted_at


@pytest.mark.django_db
def test_nobody_joins_who_has_not_ticked_the_box(client):
    answer = sign_up(client, "new@example.org", accepts="")
    page = answer.content.decode()
    assert not Member.objects.exists()
    assert "Tick the box if you accept" in page and 'value="new@example.org"' in page
    for path in ("/rules/", "/privacy/"):
        assert f'href="{path}"' in page.split('name="accepts"')[1].split("</label>")[0]
    spanish = client.get("/accounts/signup/", headers={"Accept-Language": "es"}).content.decode()
    assert "Acepto" in spanish.split('name="accepts"')[1].split("</label>")[0]


@pytest.mark.django_db
def test_an_account_that_somebody_else_created_accepts_on_the_welcome_page(client):
    client.force_login(member_without_profile())
    form = WELCOME_FORM | {"accepts": ""}
    answer = client.post("/accounts/welcome/", form)
    assert answer.status_code == 422 and not Consent.objects.exists()
    assert "Tick the box if you accept" in answer.content.decode()
    assert client.post("/accounts/welcome/", WELCOME_FORM).status_code == 302
    assert Consent.objects.get().version == Member.objects.get().accepted_version == 1


@pytest.mark.django_db
def test_a_version_that_does_not_ask_changes_nothing(ana):
    assert not ana.must_accept_rules and permissions.refuse_writing(ana) == ""


@pytest.mark.django_db
def test_a_member_reads_what_changed_after_sign_in_and_goes_on(client, second):
    member_with_password("ana")
    answer = sign_in(client, "ana@example.org", next="/about/")
    assert answer["Location"] == f"{URL}?next=%2Fabout%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "Uploads are new." in page and "I accept" in page
    assert client.get("/themes/").status_code == 200, "reading goes on"
    assert client.post(URL, {"version": "2", "next": "/about/"})["Location"] == "/about/"
    assert "I accept" not in client.get(URL).content.decode()
    assert "Version 2 of the rules" in client.get(URL).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_text_waits_until_the_member_accepts(client, ana, topic, second):
    client.force_login(ana)
    assert (
        "The rules of this site have changed"
        in client.get(topic.get_absolute_url()).content.decode()
    )
    form = {"source": "My long text.", "nonce": "2f0b1e9c-0f0e-4a70-b7ef-5dd0a2f6a001"}
    answer = client.post(f"/topics/{topic.pk}/reply/", form)
    assert answer["Location"].startswith(URL)
    assert not Post.objects.filter(author=ana).exists()
    waiting = client.post(URL, {"version": "2"}, follow=True)
    assert "My long text." in waiting.content.decode()
    client.post(f"/topics/{topic.pk}/reply/", form)
    assert Post.objects.get(author=ana).source == "My long text."


@pytest.mark.django_db
def test_consent_is_stored_once_and_never_for_a_text_that_was_not_read(ana, second):
    with pytest.raises(Refused, match="changed again"):
        actions.accept(ana, version=1)
    for _twice in range(2):
        actions.accept(ana, version=2)
    assert Consent.objects.get().version == 2
    assert list(Event.objects.values_list("name", flat=True)) == ["RulesAccepted"]


@pytest.mark.django_db
def test_who_accepts_nothing_contests_and_writes_nothing_else(client, ana, second):
    """Messages to facilitators and appeals go on; every other text waits or is refused."""
    chair, boss = make.member("chair"), make.member("boss", is_staff=True, is_superuser=True)
    for member in (chair, boss):
        actions.accept(member, version=2)
        member.refresh_from_db()
    theme = make.theme("law", facilitators=(chair,))
    topic = make.topic(chair, within=theme)
    administration.silence(ana, by=boss, until=timezone.now() + timedelta(days=7), why="Rude.")
    administration.lift_sanctions(ana, by=boss)
    administration.refuse_community(ana, by=boss, why="Unknown.")
    run_event_listeners()
    statement = Statement.objects.get(kind="refused")
    client.force_login(ana)
    nonces = (str(uuid.uuid4()) for _number in range(9))
    for url in ("/themes/law/facilitators/", statement.get_absolute_url()):
        for words in ("I do not agree.", "Please."):
            form = {"source": words, "nonce": next(nonces)}
            answer = client.post(url, form)
            assert not answer["Location"].startswith(URL), url
    assert EnquiryMessage.objects.filter(author=ana).count() == 2
    assert statement.appeal.messages.filter(author=ana).count() == 2
    assert "Without this you can read everything" in client.get(URL).content.decode()
    conversation = make.private_conversation(chair, boss)
    for refusal in (
        topic_rules.refuse_reply(ana, topic),
        private_note_rules.refuse_send(ana, conversation),
        group_rules.refuse_membership(ana),
        account_rules.refuse_change(ana, {}),
    ):
        assert refusal
    answer = client.post(f"/topics/{topic.pk}/reply/", {"source": "Me.", "nonce": next(nonces)})
    assert answer["Location"].startswith(URL)


@pytest.mark.django_db
def test_who_accepts_nothing_reads_exports_and_closes(client, second):
    ana = member_with_password("ana")
    client.force_login(ana)
    for path in ("/", "/themes/", "/settings/export/", "/accounts/close/", "/rules/"):
        assert client.get(path).status_code == 200, path
    assert client.post("/settings/export/")["Location"] == "/settings/export/"
    assert Export.objects.filter(member=ana).exists()
    assert client.post("/accounts/close/", {"password": PASSWORD}).status_code == 200
    assert Member.objects.get(pk=ana.pk).closed_at


@pytest.mark.django_db
def test_the_page_of_versions_lists_all_of_them(second):
    page = Client().get("/rules/versions/").content.decode()
    assert page.index("Version 2, 31 January 2027") < page.index("Version 1, 30 November 2026")
    assert "Uploads are new." in page and "asked to accept" in page
    assert "Version 2, 31 January 2027" in Client().get("/rules/").content.decode()


@pytest.mark.django_db
def test_the_doctor_copies_the_newest_consent(ana):
    actions.accept(ana, version=1)
    Member.objects.filter(pk=ana.pk).update(accepted_version=7)
    [check] = CHECKS
    [problem] = check.find(Member.objects.all())
    check.repair([problem.key])
    ana.refresh_from_db()
    assert ana.accepted_version == 1 and not list(check.find(Member.objects.all()))
