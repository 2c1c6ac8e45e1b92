"""The page of the record: who sees which acts, how they are searched, and when they are deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions as people
from accounts.acts import recording
from accounts.acts.models import Act
from accounts.acts.targets import ActTarget, TargetKind
from accounts.administration import actions as administration
from forum.facilitation import actions as facilitation
from forum.reports import actions as reports
from forum.themes import actions as themes
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
URL = "/record/"


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def chair():
    return make.member("chair", name="Chair")


@pytest.fixture
def law(chair):
    return make.theme("law", facilitators=(chair,))


@pytest.fixture
def acts(boss, chair, law):
    """The chair moves and retitles a topic, and the administrator silences its author."""
    topic = make.topic(make.member("ana", name="Ana"), within=law, title="Laws of the sea")
    facilitation.retitle(topic, chair, title="The law of the sea")
    facilitation.move(topic, chair, theme=make.theme("care", name="Care", name_en="Care"))
    facilitation.hide_topic(make.topic(), boss, why="Spam.")
    administration.silence(
        topic.author, by=boss, until=timezone.now() + timedelta(days=2), why="Insults."
    )


def shown(client, query: str = "") -> list[str]:
    return [row.sentence for row in client.get(URL + query).context["rows"]]


def test_administrators_see_all_acts_and_facilitators_those_in_their_themes(
    client, boss, chair, acts
):
    client.force_login(boss)
    assert shown(client) == [
        "Boss silenced the member",
        "Boss hid a topic",
        "Chair moved a topic",
        "Chair changed the title of a topic",
    ]
    client.force_login(chair)
    assert shown(client) == ["Chair moved a topic", "Chair changed the title of a topic"]
    client.force_login(make.member(is_staff=True))
    assert "Boss silenced the member" not in shown(client)


def test_members_do_not_see_the_record(client, acts):
    assert client.get(URL).status_code == 302
    client.force_login(make.member())
    assert client.get(URL).status_code == 403


def test_the_page_says_what_was_before_and_after(client, boss, acts):
    client.force_login(boss)
    html = client.get(URL).content.decode()
    for words in ("Laws of the sea", "The law of the sea", "Care", "Insults.", "Ana"):
        assert words in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?who=chair&act=TopicMoved", ["Chair moved a topic"]),
        ("?target=law of the&who=chair&act=TopicRetitled", ["Chair changed the title of a topic"]),
        ("?target=ana&act=MemberSilenced", ["Boss silenced the member"]),
        ("?until=2020-01-01", []),
        ("?since=2020-01-01&who=nobody", []),
    ],
)
def test_the_record_is_searched(client, boss, acts, query, found):
    client.force_login(boss)
    assert shown(client, query) == found


def test_a_wrong_filter_shows_an_error_and_a_wrong_key_is_no_page(client, boss, acts):
    client.force_login(boss)
    page = client.get(f"{URL}?since=soon&act=x")
    assert len(page.context["rows"]) == 4 and b"Enter a valid date." in page.content
    assert client.get(f"{URL}?after=x").status_code == 404


def test_a_long_record_has_pages_that_cost_the_same(
    client, boss, law, django_assert_max_num_queries
):
    topic = make.topic(within=law)
    for number in range(52):
        facilitation.retitle(topic, boss, title=f"Title {number}")
    client.force_login(boss)
    with django_assert_max_num_queries(12):
        first = client.get(f"{URL}?who=boss").context
    assert len(first["rows"]) == 50
    assert len(shown(client, first["next"])) == 2


def test_nobody_reads_that_reports_of_their_own_texts_were_decided(client, boss, chair, law):
    own = make.post(make.topic(within=law), chair)
    report = reports.report(own, make.member(), why="Rude.")
    reports.leave_unchanged(report, boss, until=report.pk)
    client.force_login(chair)
    assert shown(client) == []
    client.force_login(boss)
    assert shown(client) == ["Boss decided about reports"]


def test_a_closed_account_leaves_no_name_and_no_reason_in_the_record(client, boss, law):
    ana = make.member("ana.lima", name="Ana Lima")
    post = make.post(make.topic(within=law), ana)
    topics.hide(post, boss, why="Ana Lima is rude.")
    topics.hide(make.post(make.topic(within=law)), boss, why="It insults @ana.lima.")
    administration.correct_profile(ana, by=boss, why="Spam.", bio="I am Ana Lima.")
    themes.add_facilitator(law, ana, by=boss)
    people.close_account(ana, by=ana)
    run_event_listeners()
    client.force_login(boss)
    html = client.get(URL).content.decode()
    assert "Ana Lima" not in html and "ana.lima" not in html and "a former member" in html


def test_old_acts_are_deleted(boss, acts, settings):
    Act.objects.filter(verb="TopicMoved").update(
        at=timezone.now() - timedelta(days=settings.RECORD_KEEP_DAYS, hours=1)
    )
    Act.objects.delete_old()
    assert Act.objects.count() == 3


def test_the_page_leaves_out_what_an_act_did_not_change(client, boss):
    target = ActTarget(TargetKind.MEMBER, boss.pk, "Boss", boss.pk, None)
    before, after = {"name": "Ana", "bio": "Old."}, {"name": "Ana", "bio": "New."}
    recording.record_act("ProfileCorrected", target, by=boss.pk, before=before, after=after)
    client.force_login(boss)
    [row] = client.get(URL).context["rows"]
    assert [(change.before, change.after) for change in row.changes] == [("Old.", "New.")]
