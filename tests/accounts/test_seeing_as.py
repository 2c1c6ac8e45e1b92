"""An administrator sees the site as a member: what they see, and that nothing changes."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts.acts.models import Act
from accounts.models import Member
from accounts.seeing_as import actions, allowed, middleware, state
from collective_brain.errors import Refused
from forum.bookmarks.models import Bookmark
from forum.drafts.models import Draft
from forum.following.models import ReadPosition
from forum.groups.models import Group
from forum.themes.actions import set_groups
from forum.topics.models import Post
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
WHY = {"why": "She cannot find the theme."}


@pytest.fixture
def boss():
    return make.member("boss", name="Boss", is_staff=True, is_superuser=True)


@pytest.fixture
def ana():
    return make.member("ana", name="Ana")


@pytest.fixture
def client(client, boss):
    client.force_login(boss)
    return client


@pytest.fixture
def seeing(client, ana) -> Client:
    begin(client, ana)
    return client


def begin(client, member, **form):
    return client.post(f"/administration/members/{member.pk}/see-as/", WHY | form)


def test_it_needs_a_reason_and_is_in_the_record_where_the_member_sees_it(client, ana, boss):
    assert begin(client, ana, why=" ").status_code == 422 and not Act.objects.exists()
    assert begin(client, ana)["Location"] == "/"
    act = Act.objects.get()
    assert (act.verb, act.by, act.member, act.why) == ("SeenAs", boss, ana, WHY["why"])
    client.post("/seeing-as/end/")
    assert "Boss saw the site as the member" in client.get("/record/").content.decode()
    own = Client()
    own.force_login(ana)
    page = own.get("/accounts/privacy/").content.decode()
    assert "Boss" in page and WHY["why"] in page


def test_a_bar_says_so_on_every_page_until_it_ends(seeing, ana):
    page = seeing.get("/").content.decode()
    assert "You see the site as Ana" in page and "<script" not in page
    assert "You see the site as Ana" in seeing.get("/drafts/").content.decode()
    assert seeing.post("/seeing-as/end/")["Location"] == f"/administration/members/{ana.pk}/"
    assert "You see the site as" not in seeing.get("/").content.decode()


def test_it_ends_after_15_minutes(seeing, monkeypatch):
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr(state.timezone, "now", lambda: later)
    page = seeing.get("/").content.decode()
    assert "You see the site as yourself again." in page
    assert state.KEPT_IN not in seeing.session


def test_nothing_is_written(seeing, ana, boss):
    topic = make.topic()
    make.post(topic)
    before = Member.objects.filter(pk=ana.pk).values().get()
    page = seeing.get(topic.get_absolute_url())
    assert page.status_code == 200 and page["Cache-Control"] == "no-store" and "X-Keep" not in page
    assert not ReadPosition.objects.filter(member=ana).exists(), "no reading position moves"
    form = {"source": "In her name.", "nonce": str(uuid.uuid4())}
    for path in (f"/topics/{topic.pk}/reply/", "/accounts/profile/", "/topics/1/posts/1/bookmark/"):
        answer = seeing.post(path, form)
        assert answer.status_code == 403 and "only read" in answer.content.decode(), path
    assert not Post.objects.filter(author__in=[ana, boss]).exists()
    assert not Bookmark.objects.exists()
    assert Member.objects.filter(pk=ana.pk).values().get() == before, "no last visit"


@pytest.mark.parametrize("sql", ["INSERT INTO a", "UPDATE a", "DELETE FROM a", "WITH b AS (INSERT"])
def test_a_statement_that_changes_rows_is_refused(sql):
    with pytest.raises(middleware.PermissionDenied):
        middleware._refuse_writes(pytest.fail, sql, (), False, None)
    assert middleware._refuse_writes(lambda *_: "rows", "SELECT 1", (), False, None) == "rows"


def test_private_pages_are_refused_by_name(seeing, ana):
    paths = (
        *("/drafts/", "/bookmarks/", "/mail/", "/accounts/sessions/", "/settings/export/"),
        *("/notifications/", "/enquiries/", "/accounts/profile/", "/uploads/", "/decisions/"),
        *("/reports/", "/record/", "/administration/", "/numbers/", "/accounts/privacy/"),
    )
    for path in paths:
        answer = seeing.get(path)
        assert answer.status_code == 403 and "This page is private" in answer.content.decode(), path


def names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield namespace + pattern.name


def test_the_bell_shows_no_number_because_it_counts_private_notes(seeing, ana):
    make.private_conversation(make.member("ben"), ana)
    run_event_listeners()
    own = Client()
    own.force_login(ana)
    for client, count in ((own, "1"), (seeing, "0")):
        page = client.get("/help/").content.decode()
        assert re.search(r"data-count\s*(?:hidden)?>(\d+)<", page)[1] == count


def test_every_allowed_page_exists_and_none_is_of_a_private_package():
    known = set(names(get_resolver().url_patterns))
    assert known >= allowed.ALLOWED | allowed.OWN
    private = ("private_notes", "drafts", "bookmarks", "mail", "exports", "enquiries", "members")
    assert not [name for name in allowed.ALLOWED if name.split(":")[0] in private]


def test_a_draft_is_not_shown(seeing, ana):
    topic = make.topic()
    place = f"topic:{topic.pk}"
    Draft.objects.create(member=ana, place=place, fields={"source": "Secret draft."}, closed=False)
    Draft.objects.update_draft_places(ana.pk)
    assert "Secret draft." not in seeing.get(topic.get_absolute_url()).content.decode()


def test_the_member_s_themes_are_seen_and_not_the_administrator_s(seeing, ana, boss):
    secret = make.theme("secret", name="Secret theme")
    group = Group.objects.create(slug="g", name="G")
    set_groups(secret, by=boss, reading_group=group, writing_group=None)
    assert seeing.get("/themes/secret/").status_code == 404
    assert "Secret theme" not in seeing.get("/themes/").content.decode()


def test_nobody_is_seen_as_who_has_rights_and_others_do_not_begin(client, ana, boss):
    other = make.member("other", is_staff=True)
    with pytest.raises(Refused, match="as an administrator does"):
        actions.see_as(other, by=boss, why="-")
    with pytest.raises(Refused, match="Only administrators"):
        actions.see_as(ana, by=make.member(), why="-")
    assert begin(client, other).status_code == 422 and state.KEPT_IN not in client.session
    visitor = Client()
    visitor.force_login(make.member())
    assert begin(visitor, ana).status_code == 403


def test_who_becomes_an_administrator_is_not_seen_any_more(seeing, ana):
    Member.objects.filter(pk=ana.pk).update(is_staff=True)
    assert "You see the site as yourself again." in seeing.get("/").content.decode()
