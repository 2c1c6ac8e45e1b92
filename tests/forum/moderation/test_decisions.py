"""A decision has a page with its reasons, and one appeal that another person decides."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import actions as people
from accounts.acts.models import Act
from accounts.administration import actions as administration
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.contributions.numbered_rules import Rule
from forum.facilitation import actions as facilitation
from forum.groups.models import Group
from forum.moderation import actions
from forum.moderation.models import Appeal, Statement
from forum.notifications.models import Notification
from forum.reports import actions as reports
from forum.revisions import actions as revisions
from forum.themes.actions import set_groups
from forum.topics import actions as topics
from forum.topics.models import Post
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
SOON = timezone.now() + timedelta(days=7)


@pytest.fixture
def chair():
    return make.member("chair", name="Chair")


@pytest.fixture
def deputy():
    return make.member("deputy", name="Deputy")


@pytest.fixture
def boss():
    return make.member("boss", name="Boss", is_staff=True, is_superuser=True)


@pytest.fixture
def ana():
    return make.member("ana", name="Ana")


@pytest.fixture
def theme(chair, deputy):
    return make.theme("law", facilitators=(chair, deputy))


@pytest.fixture
def post(theme, ana):
    return make.post(make.topic(within=theme), ana, "Buy this.")


@pytest.fixture
def statement(post, chair):
    topics.hide(post, chair, why="Advertising.")
    run_event_listeners()
    return Statement.objects.get()


@pytest.fixture
def appeal(statement, ana):
    made = actions.appeal(statement, ana, source="It was a question.", nonce=uuid.uuid4())
    run_event_listeners()
    return made


def bell_of(member) -> list[str]:
    return list(
        Notification.objects.filter(member=member).order_by("pk").values_list("kind", flat=True)
    )


def test_each_act_that_limits_a_member_makes_one_statement(theme, ana, chair, boss):
    topic = make.topic(ana, within=theme, title="Cheap things")
    post, edited = make.post(topic, ana, "Buy this."), make.post(topic, ana, "Fools.")
    message = make.message(make.room(topic), ana, "Idiots.")
    topics.hide(post, chair, why="Advertising.")
    topics.edit(edited, chair, source="Friends.", language="en", version=1, why="Rude.")
    chat.hide(message, chair, why="Rude.")
    facilitation.hide_topic(topic, chair, why="Spam.")
    administration.silence(ana, by=boss, until=SOON, why="Rude.")
    administration.suspend(ana, by=boss, until=SOON, why="Rude.")
    administration.refuse_community(ana, by=boss, why="Unknown.")
    facilitation.set_closed(topic, chair, closed=True)
    for _twice in range(2):
        run_event_listeners()
    rows = Statement.objects.order_by("pk").values_list("kind", "text", "member__handle")
    assert list(rows) == [
        ("post", "Buy this.", "ana"),
        ("edited", "Fools.", "ana"),
        ("message", "Idiots.", "ana"),
        ("topic", "Cheap things", "ana"),
        ("silenced", "", "ana"),
        ("suspend", "", "ana"),
        ("refused", "", "ana"),
    ]
    assert Statement.objects.get(kind="silenced").until == SOON


def test_who_wrote_a_hidden_version_reads_why_and_an_appeal_shows_it_again(
    post, ana, chair, deputy, mailoutbox
):
    """Another member may have written the version: the post may be a wiki."""
    topics.edit(post, ana, source="Buy that.", language="en", version=1)
    make.let_revisions_age(post)
    topics.edit(post, ana, source="I ask.", language="en", version=2)
    first, second, _current = post.revisions.order_by("pk")
    for version in (first, second):
        revisions.hide_revision(version, chair, why="Advertising.")
    for _twice in range(2):
        run_event_listeners()
    statements = Statement.objects.order_by("pk")
    assert [(each.kind, each.text, each.member.handle) for each in statements] == [
        ("version", "Buy this.", "ana"),
        ("version", "Buy that.", "ana"),
    ]
    assert bell_of(ana) == ["hidden", "hidden"] and len(mailoutbox) == 2
    made = actions.appeal(statements[0], ana, source="A question.", nonce=uuid.uuid4())
    actions.decide(made, deputy, outcome="changed", why="It was a question.")
    run_event_listeners()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.hidden_at is None and second.hidden_at
    assert [bool(each.ended_at) for each in statements.all()] == [True, False]


def test_the_reasons_name_the_rule_that_the_report_named(client, post, ana, chair):
    for _twice in range(2):
        reports.report(post, make.member(), why="", rule=Rule.ADVERTISING)
    report = reports.report(post, make.member(), why="Rude.", rule=Rule.HARASSMENT)
    client.force_login(chair)
    page = client.get(report.get_absolute_url())
    for name in ("hide_form", "warn_form"):
        assert page.context[name]["rule"].value() == Rule.ADVERTISING
    client.post(f"{report.get_absolute_url()}hide/", {"rule": "6", "why": "It has an address."})
    run_event_listeners()
    assert "6. Nothing that identifies others" in mail.outbox[0].body
    client.force_login(Member.objects.get(pk=ana.pk))
    page = client.get(Statement.objects.get().get_absolute_url()).content.decode()
    assert 'rules/#rule-6">6. Nothing that identifies others' in page
    client.force_login(Member.objects.get(pk=chair.pk))
    assert "6. Nothing that identifies others" in client.get("/record/").content.decode()


def test_every_form_of_a_decision_names_a_rule(client, theme, post, ana, chair, boss):
    """What the forms send is what the record keeps."""
    make.profile_picture(ana)
    topic = make.topic(ana, within=theme)
    held = make.held_post(make.topic(within=theme), make.member())
    message = make.message(make.room(topic), ana)
    member_url = f"/administration/members/{ana.pk}/"
    client.force_login(boss)
    seen = client.get(member_url).context["sanction_form"].initial["seen"]
    sanction = {"sanction": "silence", "seen": seen}
    declared = client.get(member_url).context["seen"]
    edit = {"source": "Kinder.", "language": "en", "version": "1"}
    forms = {
        f"{post.own_page_url}edit/": edit,
        f"{post.own_page_url}hide/": {},
        f"{message.own_page_url}hide/": {},
        f"/topics/{topic.pk}/hide/": {},
        f"{held.get_absolute_url()}reject/": {"version": "1"},
        f"{member_url}sanction/": sanction,
        f"/administration/communities/{ana.pk}/refuse/": {"seen": declared},
        "/members/ana/picture/": {"seen": Member.objects.get(pk=ana.pk).picture},
    }
    for url, fields in forms.items():
        assert client.post(url, fields | {"rule": "8", "why": "Why."}).status_code == 302, url
    acts = Act.objects.order_by("pk").values_list("rule", flat=True)
    assert list(acts) == [8] * len(forms)


@pytest.mark.parametrize(
    ("rule", "words"),
    [("0", "None of the rules: see the reason"), ("", "None of the rules"), ("3", "")],
    ids=["none", "no choice", "a rule for which nobody is reported"],
)
def test_a_decision_can_name_no_rule(client, post, ana, chair, rule, words):
    client.force_login(chair)
    response = client.post(f"{post.own_page_url}hide/", {"rule": rule, "why": "Off topic."})
    run_event_listeners()
    if not words:
        assert response.status_code == 422 and not Statement.objects.exists()
        return
    client.force_login(Member.objects.get(pk=ana.pk))
    page = client.get(Statement.objects.get().get_absolute_url()).content.decode()
    assert words in page and "Off topic." in page


def test_a_warning_has_reasons_and_an_appeal_undoes_it(client, post, ana, chair, deputy):
    report = reports.report(post, make.member(), why="Advertising.")
    reports.warn(report, chair, why="No advertising.", rule=Rule.ADVERTISING)
    for _twice in range(2):
        run_event_listeners()
    statement = Statement.objects.get()
    assert (statement.kind, statement.text, statement.theme) == (
        "warned",
        post.source,
        post.topic.theme,
    )
    assert bell_of(ana) == ["warned"] and len(mail.outbox) == 1
    client.force_login(Member.objects.get(pk=ana.pk))
    bell = Notification.objects.get(member=ana)
    assert client.get(f"/notifications/{bell.pk}/")["Location"] == statement.get_absolute_url()
    page = client.get(statement.get_absolute_url()).content.decode()
    assert (
        "You got a warning" in page and "7. No advertising" in page and "For how long" not in page
    )
    appeal = actions.appeal(statement, ana, source="It was a question.", nonce=uuid.uuid4())
    client.force_login(deputy)
    assert "The author got a warning" in client.get("/appeals/").content.decode()
    actions.decide(appeal, deputy, outcome="changed", why="A question.")
    actions.undo_if_changed(appeal)
    statement.refresh_from_db()
    assert statement.ended_at
    client.force_login(Member.objects.get(pk=ana.pk))
    assert "Undone" in client.get(statement.get_absolute_url()).content.decode()


def test_what_members_do_with_their_own_texts_is_no_decision(theme, chair):
    own = make.post(make.topic(within=theme), chair)
    topics.hide(own, chair, why="Mine.")
    run_event_listeners()
    assert not Statement.objects.exists()


def test_the_bell_and_an_email_lead_to_the_reasons(client, statement, ana):
    ana.refresh_from_db()
    client.force_login(ana)
    bell = Notification.objects.get(member=ana)
    assert client.get(f"/notifications/{bell.pk}/")["Location"] == statement.get_absolute_url()
    html = client.get(statement.get_absolute_url()).content.decode()
    for words in (
        "Your post was hidden",
        "Advertising.",
        "by Chair",
        "Buy this.",
        "You can appeal",
    ):
        assert words in html
    [sent] = mail.outbox
    assert sent.to == [ana.email] and statement.get_absolute_url() in sent.body
    assert "Advertising." in sent.body
    assert "Your post was hidden" in client.get("/decisions/").content.decode()


def test_nobody_else_reads_a_decision(client, statement, chair, boss):
    assert client.get(statement.get_absolute_url()).status_code == 404
    for other in (chair, boss, make.member()):
        client.force_login(other)
        assert client.get(statement.get_absolute_url()).status_code == 404


def test_a_suspended_member_reads_and_appeals_with_the_link_alone(client, ana, boss):
    administration.suspend(ana, by=boss, until=SOON, why="Spam.")
    run_event_listeners()
    url = Statement.objects.get().get_absolute_url()
    assert url in mail.outbox[-1].body
    page = client.get(url)
    assert page.status_code == 200
    nonce = page.context["form"]["nonce"].value()
    assert client.post(url, {"source": "Not me.", "nonce": nonce})["Location"] == url
    assert Appeal.objects.get().messages.get().author == ana
    administration.lift_sanctions(ana, by=boss)
    assert client.get(url).status_code == 404


def test_an_appeal_is_made_once_and_deciders_are_told(client, statement, ana, chair, deputy, boss):
    client.force_login(ana)
    url = statement.get_absolute_url()
    form = {"source": "It was a question.", "nonce": str(uuid.uuid4())}
    assert client.post(url, {**form, "source": ""}).status_code == 422
    for _twice in range(2):
        client.post(url, form)
    run_event_listeners()
    appeal = Appeal.objects.get()
    assert appeal.messages.count() == 1
    assert (appeal.due_at - appeal.created_at).days in (13, 14)
    assert bell_of(deputy) == ["appeal"] and bell_of(chair) == [] and bell_of(boss) == []
    assert Event.objects.filter(name="AppealMade").count() == 1
    with pytest.raises(Refused, match="You have already appealed"):
        actions.appeal(statement, ana, source="Again.", nonce=uuid.uuid4())


def test_a_late_appeal_is_refused_and_its_text_kept(client, statement, ana):
    Statement.objects.update(created_at=timezone.now() - timedelta(days=184))
    client.force_login(ana)
    form = {"source": "Sorry, I was ill.", "nonce": str(uuid.uuid4())}
    response = client.post(statement.get_absolute_url(), form)
    assert response.status_code == 422 and not Appeal.objects.exists()


def test_each_side_writes_at_most_five_messages(appeal, ana, deputy):
    for _number in range(4):
        actions.answer(appeal, ana, source="Please.", nonce=uuid.uuid4())
    with pytest.raises(Refused, match="at most 5 messages"):
        actions.answer(appeal, ana, source="Please!", nonce=uuid.uuid4())
    actions.answer(appeal, deputy, source="What did you ask?", nonce=uuid.uuid4())
    run_event_listeners()
    assert bell_of(ana)[-1] == "appeal_m"
    with pytest.raises(Refused, match="Only a facilitator of this theme"):
        actions.answer(appeal, make.member(), source="Me too.", nonce=uuid.uuid4())


def test_another_person_decides_and_both_are_told(client, appeal, post, ana, chair, deputy):
    client.force_login(chair)
    url = appeal.get_absolute_url()
    assert "another person decides" in client.get(url).content.decode()
    form = {"outcome": "changed", "why": "It was a question."}
    assert client.post(f"{url}decide/", form).status_code == 422
    client.force_login(deputy)
    assert client.post(f"{url}decide/", {**form, "why": ""}).status_code == 422
    assert client.post(f"{url}decide/", form)["Location"] == "/appeals/"
    assert "Already decided by" in client.post(f"{url}decide/", form).content.decode()
    post.refresh_from_db()
    assert post.hidden_at is None
    for _twice in range(2):
        run_event_listeners()
    assert bell_of(ana)[-1] == "changed" and bell_of(chair)[-1] == "changed"
    assert Statement.objects.get().ended_at
    assert [act.verb for act in Act.objects.order_by("pk")] == [
        *("PostHidden", "AppealDecided", "PostUnhidden"),
    ]


def test_a_facilitator_does_not_undo_a_decision_about_their_own_text(theme, chair, deputy):
    own = make.topic(chair, within=theme)
    first, message = own.posts.get(), make.message(make.room(own), chair)
    topics.edit(first, chair, source="Better.", language="en", version=1)
    earlier = first.revisions.first()
    topics.hide(first, deputy, why="Rude.")
    chat.hide(message, deputy, why="Rude.")
    revisions.hide_revision(earlier, deputy, why="Rude.")
    facilitation.hide_topic(own, deputy, why="Rude.")
    for unhide, hidden in (
        (topics.unhide, first),
        (chat.unhide, message),
        (revisions.unhide_revision, earlier),
        (facilitation.unhide_topic, own),
    ):
        with pytest.raises(Refused, match="You can appeal against the decision"):
            unhide(hidden, chair)
        unhide(hidden, deputy)


def test_who_hid_their_own_text_shows_it_again(theme, chair):
    own = make.topic(chair, within=theme)
    first = own.posts.get()
    topics.hide(first, chair, why="Not ready.")
    facilitation.hide_topic(own, chair, why="Not ready.")
    topics.unhide(first, chair)
    facilitation.unhide_topic(own, chair)
    first.refresh_from_db()
    assert not first.hidden_at


def test_who_left_a_private_theme_reads_nothing_new_about_it_in_a_decision(
    client, theme, statement, ana, chair, boss
):
    group = Group.objects.create(slug="party", name="Party")
    set_groups(theme, by=boss, reading_group=group, writing_group=None)
    client.force_login(ana)
    page = client.get(statement.get_absolute_url()).content.decode()
    assert "In a theme that you can no longer read" in page
    assert theme.name not in page and statement.act.label not in page


def test_an_upheld_decision_stays(appeal, post, ana, deputy):
    actions.decide(appeal, deputy, outcome="upheld", why="It is advertising.")
    run_event_listeners()
    post.refresh_from_db()
    assert post.hidden_at and bell_of(ana)[-1] == "upheld"
    with pytest.raises(Refused, match="Already decided by Deputy: The decision stands"):
        actions.decide(appeal, deputy, outcome="changed", why="No.")


def test_an_edit_that_was_wrong_is_taken_back(theme, ana, chair, deputy):
    post = make.post(make.topic(within=theme), ana, "Strong words.")
    topics.edit(post, chair, source="Weak words.", language="en", version=1, why="Rude.")
    run_event_listeners()
    appeal = actions.appeal(Statement.objects.get(), ana, source="No.", nonce=uuid.uuid4())
    actions.decide(appeal, deputy, outcome="changed", why="Not rude.")
    assert Post.objects.get(pk=post.pk).source == "Strong words."


def test_nobody_decides_about_themselves_and_a_lone_administrator_may(ana, boss, deputy):
    administration.silence(ana, by=boss, until=SOON, why="Rude.")
    run_event_listeners()
    appeal = actions.appeal(Statement.objects.get(), ana, source="No.", nonce=uuid.uuid4())
    for member in (ana, deputy):
        with pytest.raises(Refused):
            actions.decide(appeal, member, outcome="changed", why="!")
    second = make.member("second", is_staff=True, is_superuser=True)
    with pytest.raises(Refused, match="You took this decision"):
        actions.decide(appeal, boss, outcome="changed", why="!")
    people.close_account(second, by=second)
    actions.decide(appeal, boss, outcome="changed", why="I was wrong.")
    ana.refresh_from_db()
    assert ana.silenced_until is None


def test_appeals_are_listed_for_those_who_decide(client, appeal, ana, deputy, boss):
    for member, status in ((ana, 403), (deputy, 200), (boss, 200)):
        client.force_login(member)
        assert client.get("/appeals/").status_code == status
    assert b"Ana" in client.get("/appeals/").content
    assert b"/appeals/" in client.get("/administration/").content
    client.force_login(ana)
    assert client.get(appeal.get_absolute_url()).status_code == 404
    assert Client().get("/appeals/")["Location"].startswith("/accounts/login/")


def test_decisions_and_appeals_go_with_the_account(appeal, ana, deputy):
    actions.answer(appeal, deputy, source="Dear @ana.", nonce=uuid.uuid4())
    people.close_account(ana, by=ana)
    run_event_listeners()
    assert not Statement.objects.exists() and not Notification.objects.exists()


def test_a_reporter_is_told_once_that_a_decision_was_undone(theme, post, chair, deputy):
    reporter = make.member("reporter")
    reports.report(post, reporter, why="Advertising.")
    topics.hide(post, chair, why="Advertising.")
    run_event_listeners()
    for _twice in range(2):
        topics.unhide(post, deputy)
        run_event_listeners()
        topics.hide(post, chair, why="Advertising again.")
        run_event_listeners()
    assert bell_of(reporter) == ["removed", "reversed"]


def test_deciders_read_about_the_text_of_another_member(client, appeal, deputy):
    client.force_login(deputy)
    page = client.get("/appeals/").content.decode()
    assert "A post was hidden" in page and "Your post was hidden" not in page
