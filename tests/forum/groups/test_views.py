"""The pages of groups, without a script."""

import re
import time

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from forum.groups import actions, shown_links
from forum.groups.models import Group, GroupMember, Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return Group.objects.create(slug="party", name="Working party", description="Our text.")


@pytest.fixture
def manager(group) -> Client:
    member = make.member("manager")
    GroupMember.objects.create(group=group, member=member, role=Role.MANAGER)
    return client_of(member)


def client_of(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def new_link(manager: Client) -> str:
    page = manager.post(
        "/groups/party/links/", {"places": "3", "last_day": timezone.now().date().isoformat()}
    )
    assert page.status_code == 302
    return shown_link(manager)[0]


def shown_link(client: Client) -> list[str]:
    return re.findall(r"/groups/join/[\w-]+/", client.get("/groups/party/manage/").content.decode())


def test_a_group_that_takes_no_requests_does_not_exist_for_others(group, manager):
    other = client_of(make.member())
    for path in ("", "ask/", "leave/", "manage/", "links/", "answer/", "members/", "addresses/"):
        for name in ("party", "never-was"):
            url = f"/groups/{name}/{path}"
            assert (other.get(url).status_code, other.post(url).status_code) in (
                (404, 405),
                (405, 404),
                (404, 404),
            ), url
    assert "Working party" not in other.get("/groups/").content.decode()
    assert "Working party" in manager.get("/groups/").content.decode()


def test_a_new_link_is_shown_for_ten_minutes_to_its_maker(group, manager, monkeypatch):
    link = new_link(manager)
    manager.post("/language/", {"language": "fr", "next": "/groups/party/manage/"})
    assert link in shown_link(manager), "a change of language loses it"
    boss = client_of(make.member("boss", is_staff=True))
    assert shown_link(boss) == [], "others do not see it"
    monkeypatch.setattr(shown_links, "time", lambda: time.time() + 601)
    assert shown_link(manager) == []


def test_only_the_button_of_a_link_joins(group, manager):
    link = new_link(manager)
    member = make.member()
    client = client_of(member)
    assert "Working party" in client.get(link).content.decode()
    assert not group.has_member(member), "programs that check links open them all"
    assert client.post(link, {"join": "1"}).headers["Location"] == "/groups/party/"
    assert group.has_member(member)
    assert client.get("/groups/party/").status_code == 200
    assert "/members/manager/" in client.get("/groups/party/").content.decode()


def test_a_visitor_signs_in_and_comes_back_to_the_link(group, manager):
    link, visitor = new_link(manager), Client()
    answer = visitor.post(link, {"join": "1"})
    assert answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
    assert [text[0] for text in visitor.session["saved_texts"]] == [link], "sign-up keeps it"


def test_a_link_that_ended_says_so(group, manager):
    page = client_of(make.member()).post("/groups/join/wrong/", {"join": "1"})
    assert page.status_code == 404 and "has ended" in page.content.decode()


def test_who_may_ask_to_join_sees_no_members(group, manager):
    Group.objects.update(takes_requests=True)
    client = client_of(make.member())
    page = client.get("/groups/party/").content.decode()
    assert "Ask to join" in page and "manager" not in page.lower().replace("managers", "")
    client.post("/groups/party/ask/")
    assert "not answered yet" in client.get("/groups/party/").content.decode()


def test_a_manager_answers_changes_roles_and_removes_on_the_page(group, manager):
    Group.objects.update(takes_requests=True)
    asker = make.member("asker")
    actions.ask_to_join(group, asker)
    page = manager.get("/groups/party/manage/").content.decode()
    assert "Asker" in page and "E-mail addresses" not in page
    manager.post("/groups/party/answer/", {"member": asker.pk, "accept": "1"})
    manager.post("/groups/party/members/", {"member": asker.pk, "act": "manager"})
    assert GroupMember.objects.get(member=asker).is_manager
    manager.post("/groups/party/members/", {"member": asker.pk, "act": "remove"})
    assert not group.has_member(asker)
    refused = manager.post("/groups/party/answer/", {"member": asker.pk, "accept": "1"})
    assert refused.status_code == 422 and "already been answered" in refused.content.decode()
    assert manager.post("/groups/party/links/", {"places": "0"}).status_code == 422
    assert manager.post("/groups/party/manage/", {"name": ""}).status_code == 422


def test_a_refused_list_of_addresses_is_shown_again_with_what_is_wrong(group):
    make.member("ana")
    boss = client_of(make.member("boss", is_staff=True, is_superuser=True))
    typed = "name,e-mail\nAna,ana@example.org\nGhost,ghost@example.org"
    page = boss.post("/groups/party/addresses/", {"addresses": typed})
    text = page.content.decode()
    assert page.status_code == 422 and "Nobody was added" in text and "Ghost,ghost@" in text
    boss.post("/groups/party/addresses/", {"addresses": typed.rpartition("\n")[0]})
    assert group.memberships.count() == 1


def test_an_administrator_creates_a_group_and_makes_a_theme_private(client):
    boss = client_of(make.member("boss", is_staff=True, is_superuser=True))
    assert boss.post("/groups/create/", {"slug": "join", "name": "X"}).status_code == 422
    boss.post("/groups/create/", {"slug": "academy", "name": "Academy"})
    made = Group.objects.get(slug="academy")
    make.theme("care")
    url = "/administration/themes/care/groups/"
    assert boss.post(url, {"reading_group": "999"}).status_code == 422
    boss.post(url, {"reading_group": made.pk, "writing_group": ""})
    assert client.get("/themes/care/").status_code == 404
    assert "Private" in boss.get("/administration/themes/").content.decode()
    assert "Academy" in boss.get("/themes/care/").content.decode()
    boss.post(url, {"reading_group": "", "writing_group": ""})
    assert client.get("/themes/care/").status_code == 200


@pytest.mark.parametrize(
    ("name", "slug"), [("Économie du soin", "economie-du-soin"), ("فريق", ""), ("Create", "")]
)
def test_the_address_of_a_new_group_comes_from_its_name(name, slug):
    boss = client_of(make.member("boss", is_staff=True))
    answer = boss.post("/groups/create/", {"name": name, "slug": ""})
    assert answer.status_code == (302 if slug else 422)
    assert list(Group.objects.values_list("slug", flat=True)) == [slug] * bool(slug)


def test_a_manager_learns_no_name_of_who_has_nothing_to_do_with_the_group(group, manager):
    """The numbers of accounts are easy to count through."""
    make.member("stranger", name="Secret Stranger")
    key = Member.objects.get(handle="stranger").pk
    answers = [
        manager.post(f"/groups/party/{page}/", {"member": number, **fields}, follow=True)
        for number in (key, key + 1000)
        for page, fields in (
            ("members", {"act": "remove"}),
            ("members", {"act": "manager"}),
            ("answer", {"accept": "1"}),
            ("answer", {"accept": "0"}),
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert not any("Secret" in answer.content.decode() for answer in answers)
