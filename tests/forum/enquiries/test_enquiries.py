"""Members write to the facilitators of a theme, and are answered."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import actions as people
from accounts.models import Member
from collective_brain.errors import Refused
from forum.enquiries import actions
from forum.enquiries.models import KEEP, Enquiry, EnquiryMessage
from forum.notifications.models import Notification
from forum.themes import actions as themes
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_concurrency import run_at_once

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def theme():
    return make.theme("care", facilitators=(make.member("chair"), make.member("deputy")))


@pytest.fixture
def ana():
    return make.member("ana")


def facilitator(theme, handle: str) -> Member:
    return theme.facilitators.get(handle=handle)


def write(theme, member, source="Why was my post hidden?", *, author=None, nonce=None):
    message = actions.write(
        theme, member, author or member, source=source, nonce=nonce or uuid.uuid4()
    )
    run_event_listeners()
    return message


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def bell_of(handle: str) -> list[tuple[str, bool]]:
    """(kind, whether it is read) of each notification."""
    rows = Notification.objects.filter(member__handle=handle).order_by("pk")
    return [(row.kind, row.read_at is not None) for row in rows]


def send_form(url: str, client: Client, source: str, **fields):
    return client.post(url, {"source": source, "nonce": str(uuid.uuid4()), **fields})


def test_a_message_reaches_all_facilitators_and_the_answer_reaches_the_member(theme, ana):
    client = signed_in(ana)
    response = send_form("/themes/care/facilitators/", client, "Why was my post hidden?")
    run_event_listeners()
    enquiry = Enquiry.objects.get()
    assert response["Location"].startswith(enquiry.get_absolute_url())
    assert bell_of("chair") == bell_of("deputy") == [("enquiry", False)]
    notification = Notification.objects.get(member__handle="chair")
    chair = signed_in(facilitator(theme, "chair"))
    opened = chair.get(f"/notifications/{notification.pk}/", follow=True)
    assert "Why was my post hidden?" in opened.content.decode()
    send_form(enquiry.get_absolute_url(), chair, "It was advertising.")
    run_event_listeners()
    assert bell_of("ana") == [("answer", False)]
    assert bell_of("deputy") == [("enquiry", True)], "the answer of one is enough"
    for reader in (ana, facilitator(theme, "deputy")):
        page = signed_in(reader).get(enquiry.get_absolute_url()).content.decode()
        assert "Why was my post hidden?" in page and "It was advertising." in page


def test_there_is_one_conversation_and_one_unread_notification(theme, ana):
    for source in ("Hello?", "Is anybody there?"):
        write(theme, ana, source)
    assert Enquiry.objects.count() == 1
    assert bell_of("chair") == [("enquiry", False)]
    response = signed_in(ana).get("/themes/care/facilitators/")
    assert response["Location"] == Enquiry.objects.get().get_absolute_url()


def test_opening_the_conversation_marks_its_notification_as_read(theme, ana):
    enquiry = write(theme, ana).enquiry
    client = signed_in(facilitator(theme, "chair"))
    page = client.get(enquiry.get_absolute_url(), headers={"Sec-Fetch-Dest": "document"})
    assert bell_of("chair") == [("enquiry", True)]
    assert "data-count hidden" in page.content.decode(), "the bell of the same page"


def test_only_the_member_the_facilitators_and_administrators_read_it(theme, ana):
    enquiry = write(theme, ana).enquiry
    stranger = make.member()
    make.theme(facilitators=(stranger,))
    readers = {ana: 200, facilitator(theme, "chair"): 200, make.member(is_staff=True): 200}
    readers |= {stranger: 404, make.member(): 404}
    for reader, status in readers.items():
        client = signed_in(reader)
        assert client.get(enquiry.get_absolute_url()).status_code == status, reader
        assert send_form(enquiry.get_absolute_url(), client, "Hi").status_code in (status, 302)
        is_listed = "Waiting for an answer" in client.get("/enquiries/").content.decode()
        assert is_listed == (status == 200 and reader == ana) or status == 200
    assert not EnquiryMessage.objects.filter(author=stranger).exists()
    assert Client().get(enquiry.get_absolute_url()).status_code == 302


def test_a_former_facilitator_reads_nothing(theme, ana):
    enquiry, deputy = write(theme, ana).enquiry, facilitator(theme, "deputy")
    themes.remove_facilitator(theme, deputy, by=make.member(is_staff=True, is_superuser=True))
    run_event_listeners()
    assert signed_in(deputy).get(enquiry.get_absolute_url()).status_code == 404
    assert bell_of("deputy") == [("role_end", False)]
    with pytest.raises(Refused, match="Only a facilitator of this theme can do this"):
        write(theme, ana, "I answer.", author=deputy)


def test_a_silenced_member_may_ask_why(theme, ana):
    ana.silenced_until = timezone.now() + timedelta(days=1)
    ana.save()
    write(theme, ana)
    assert bell_of("chair") == [("enquiry", False)]


def test_administrators_are_told_where_a_theme_has_no_facilitators(ana):
    make.member("boss", is_staff=True)
    theme = make.theme("empty")
    page = Client().get("/themes/empty/facilitators/").content.decode()
    assert "The administrators will answer you." in page
    write(theme, ana)
    assert bell_of("boss") == [("enquiry", False)]


def test_the_same_form_ten_times_at_once_stores_one_message(theme, ana):
    nonce = uuid.uuid4()
    stored = run_at_once([lambda: actions.write(theme, ana, ana, source="Hello", nonce=nonce)] * 10)
    assert {message.pk for message in stored} == {EnquiryMessage.objects.get().pk}
    with pytest.raises(Refused, match="already been sent with a different text"):
        write(theme, ana, "Something else", nonce=nonce)


def test_a_refused_message_keeps_its_text(theme, ana, settings):
    settings.LIMITS = settings.LIMITS | {"enquiry": ["1/hour"]}
    client = signed_in(ana)
    assert send_form("/themes/care/facilitators/", client, "First").status_code == 302
    url = Enquiry.objects.get().get_absolute_url()
    too_often = send_form(url, client, "Second <text>")
    assert too_often.status_code == 429
    assert "Second &lt;text&gt;" in too_often.content.decode()
    too_long = send_form(url, client, "x" * 5001)
    assert too_long.status_code == 422 and "x" * 5001 in too_long.content.decode()


def test_a_text_typed_before_sign_in_is_kept(theme, ana):
    client = Client()
    send_form("/themes/care/facilitators/", client, "Kept <text>")
    client.force_login(ana)
    page = client.get("/themes/care/facilitators/").content.decode()
    assert "Kept &lt;text&gt;" in page


def test_html_and_links_in_a_message_are_plain_text(theme, ana):
    enquiry = write(theme, ana, "<b>Bold</b> [x](https://example.org)").enquiry
    page = signed_in(ana).get(enquiry.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; [x](https://example.org)" in page


def test_closing_an_account_deletes_its_conversations_and_its_name_in_others(theme, ana):
    write(theme, ana)
    other = make.member("ben")
    write(theme, other, "Please look at @ana.")
    people.close_account(ana, by=ana)
    run_event_listeners()
    assert [enquiry.member for enquiry in Enquiry.objects.all()] == [other]
    assert EnquiryMessage.objects.get().source == "Please look at @…."


def test_old_conversations_are_deleted(theme, ana):
    write(theme, ana)
    Enquiry.objects.update(last_at=timezone.now() - KEEP - timedelta(days=1))
    Enquiry.objects.delete_old()
    assert not EnquiryMessage.objects.exists() and bell_of("chair") == []
