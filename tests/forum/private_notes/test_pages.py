"""The pages of private notes, without scripts, and the answers to scripts."""

import uuid

import pytest
from django.test import Client

from accounts.models import Member
from forum.private_notes import actions
from forum.private_notes.models import NOTES_PER_PAGE, Participant, PrivateConversation
from tests import factories as make

pytestmark = pytest.mark.django_db
VISIT = {"Sec-Fetch-Dest": "document"}


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def ben():
    return make.member("ben")


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def page_of(member: Member, url: str) -> str:
    response = signed_in(member).get(url, headers=VISIT)
    assert response.status_code == 200, url
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert "X-Keep" not in response, "the service worker must keep nothing"
    return response.content.decode()


def form(source: str = "Hello.", **fields: str) -> dict[str, str]:
    return {"source": source, "nonce": str(uuid.uuid4()), **fields}


def test_from_a_profile_to_a_note_and_its_answer(ana, ben):
    profile = signed_in(ana).get("/members/ben/").content.decode()
    assert "/notes/new/?to=ben" in profile
    assert 'value="ben"' in page_of(ana, "/notes/new/?to=ben")
    response = signed_in(ana).post("/notes/new/", form("Hello, *Ben*.", others="@Ben"))
    conversation = PrivateConversation.objects.get()
    assert response["Location"] == conversation.get_absolute_url()
    assert "1 new note" in page_of(ben, "/notes/")
    page = page_of(ben, conversation.get_absolute_url())
    assert "Hello, <em>Ben</em>." in page and "New since your last visit" not in page
    assert "1 new note" not in page_of(ben, "/notes/")
    answered = signed_in(ben).post(f"{conversation.get_absolute_url()}send/", form("Hello, Ana."))
    assert answered["Location"] == f"{conversation.get_absolute_url()}#note-2"
    assert "New since your last visit" in page_of(ana, conversation.get_absolute_url())
    again = signed_in(ana).get("/notes/new/?to=ben")
    assert again["Location"] == conversation.get_absolute_url(), "the same two continue"


def test_a_refusal_is_the_same_page_with_the_text(ana, ben):
    Member.objects.filter(pk=ben.pk).update(takes_private_notes=False)
    assert "/notes/new/" not in signed_in(ana).get("/members/ben/").content.decode()
    client = signed_in(ana)
    for others, sentence in (
        ("ben", "Ben does not take private notes."),
        ("nobody-here", "Nobody has the username nobody-here."),
        ("", "This field is required."),
    ):
        response = client.post("/notes/new/", form("My typed text.", others=others))
        page = response.content.decode()
        assert response.status_code == 422 and sentence in page and "My typed text." in page
    assert not PrivateConversation.objects.exists()


def test_a_script_gets_the_frame_of_its_note_and_a_repeat_the_same(ana, ben):
    conversation = make.private_conversation(ana, ben)
    url, fields = f"{conversation.get_absolute_url()}send/", form("By script.")
    headers = {"Accept": "application/json"}
    first, again = (signed_in(ana).post(url, fields, headers=headers) for _one in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json()["line"] == conversation.stream_name and first.json()["number"] == 2
    assert first.json() == again.json()
    refused = signed_in(ana).post(url, fields | {"source": "Other."}, headers=headers)
    assert refused.status_code == 422 and "different text" in refused.json()["refused"]


def test_edit_delete_and_restore_without_a_script(ana, ben):
    note = make.private_conversation(ana, ben).notes.get()
    client = signed_in(ana)
    assert "Between us." in client.get(f"{note.own_page_url}edit/").content.decode()
    client.post(
        f"{note.own_page_url}edit/", {"source": "Changed.", "version": "1", "language": "en"}
    )
    assert "Changed." in page_of(ben, note.own_page_url)
    client.post(f"{note.own_page_url}delete/")
    assert "Changed." not in page_of(ben, note.own_page_url)
    assert "deleted by its author" in page_of(ben, note.private_conversation.get_absolute_url())
    client.post(f"{note.own_page_url}restore/")
    assert "Changed." in page_of(ben, note.own_page_url)
    refused = signed_in(ben).post(f"{note.own_page_url}delete/")
    assert refused.status_code == 422 and "Only the author" in refused.content.decode()
    assert signed_in(ben).get(f"{note.own_page_url}edit/").status_code == 403


def test_add_mute_and_leave(ana, ben):
    cora, url = make.member("cora"), make.private_conversation(ana, ben).get_absolute_url()
    assert "can then read the whole conversation" in page_of(ana, f"{url}people/")
    client = signed_in(ana)
    assert client.post(f"{url}people/", {"added": "@cora"})["Location"] == url
    assert "Between us." in page_of(cora, url)
    assert client.post(f"{url}people/", {"added": "cora"}).status_code == 422
    signed_in(cora).post(f"{url}mute/", {"muted": "1"})
    assert Participant.objects.get(member=cora).is_muted
    signed_in(cora).post(f"{url}mute/", {"muted": "0"})
    assert not Participant.objects.get(member=cora).is_muted
    assert signed_in(cora).post(f"{url}leave/")["Location"] == "/notes/"
    assert signed_in(cora).get(url).status_code == 404
    assert "2 people" in page_of(ana, url)


def test_long_conversations_and_long_lists_have_pages(ana, ben, settings):
    settings.PRIVATE_CONVERSATIONS_A_DAY = settings.PRIVATE_CONVERSATIONS_A_DAY_NEW = 60
    conversation = make.private_conversation(ana, ben)
    for _one in range(NOTES_PER_PAGE):
        make.private_note(conversation, ana)
    url = conversation.get_absolute_url()
    assert "Between us." not in page_of(ana, url)
    assert "?upto=1" in page_of(ana, url)
    assert "Between us." in page_of(ana, f"{url}?upto=1")
    assert signed_in(ana).get(f"{url}1")["Location"] == f"{url}?upto=26#note-1"
    for number in range(51):
        make.private_conversation(ana, ben, subject=f"Matter {number}.")
    first = page_of(ana, "/notes/")
    after = first.partition("?after=")[2].partition('"')[0]
    second = page_of(ana, f"/notes/?after={after}")
    assert "Matter 50." in first and "Matter 1." in first and "Matter 0." not in first
    assert "Matter 0." in second and "Matter 1." not in second
    assert signed_in(ana).get("/notes/?after=x").status_code == 404


def test_a_page_costs_no_query_for_each_note(ana, ben, django_assert_max_num_queries):
    conversation = make.private_conversation(ana, ben)
    for _one in range(30):
        make.private_note(conversation, ben)
    client = signed_in(ana)
    client.get(conversation.get_absolute_url())
    with django_assert_max_num_queries(14):
        client.get(conversation.get_absolute_url())
    with django_assert_max_num_queries(13):
        actions.send(conversation, ana, source="Reply.", nonce=uuid.uuid4())


def test_what_the_script_saw_is_read(ana, ben):
    conversation = make.private_conversation(ana, ben)
    line = {"line": conversation.stream_name, "number": "1"}
    assert signed_in(ben).post("/following/seen/", line).status_code == 204
    assert Participant.objects.get(member=ben).read_up_to == 1
    far = line | {"number": "99"}
    assert signed_in(ben).post("/following/seen/", far).status_code == 204
    assert Participant.objects.get(member=ben).read_up_to == 1


def test_without_the_setting_nothing_of_it_exists(ana, ben, settings):
    conversation = make.private_conversation(ana, ben)
    settings.PRIVATE_NOTES = False
    for url in ("/notes/", "/notes/new/", conversation.get_absolute_url()):
        assert signed_in(ana).get(url).status_code == 404
        assert Client().get(url).status_code == 404
    assert "/notes/" not in signed_in(ana).get("/members/ben/").content.decode()


def test_the_reader_of_a_new_note_is_still_named_after_sign_in(client):
    address = client.get("/notes/new/?to=ben")["Location"]
    assert address.endswith("?next=%2Fnotes%2Fnew%2F%3Fto%3Dben")
