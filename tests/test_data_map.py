"""docs/data-map.md names every column, and a closed account is found in none of them."""

import re
import uuid
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import actions as people
from accounts.administration import actions as administration
from accounts.invitations.models import Invitation
from accounts.models import Member
from forum.blocking import actions as blocking
from forum.bookmarks import actions as bookmarks
from forum.chat import actions as chat
from forum.contributions.reaction_kinds import ReactionKind
from forum.drafts.models import Draft
from forum.enquiries import actions as enquiries
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.groups import actions as groups
from forum.groups.models import Group, GroupMember
from forum.mail import actions as mail
from forum.mail.delivery.models import MailAddress
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.joining.models import InvitedAddress
from forum.push import actions as push
from forum.reactions import actions as reactions
from forum.reports import actions as reports
from forum.reports import assignment_actions as assignments
from forum.revisions import actions as revisions
from forum.screening import actions as screening
from forum.screening.models import HeldPost
from forum.sharing import actions as sharing
from forum.topics import actions
from forum.trust import actions as trust
from forum.uploads import resumable
from tests import factories as make
from tests.accounts.account_pages import PASSWORD, sign_in
from tests.forum.search.searching import run_event_listeners

DATA_MAP = Path(settings.BASE_DIR) / "docs" / "data-map.md"
HANDLE, NAME, ORGANISATION = "quix.zephyr", "Ximena Quixote", "Zymurgy cooperative"
# Each of these says who the member was. All are lower case.
TRACES = ("quix.zephyr", "ximena", "quixote", "zymurgy", "vexillology", "kumquat/7", "203.0.113.77")


def columns_of_the_database() -> set[str]:
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }


def columns_of_the_map() -> list[str]:
    text = DATA_MAP.read_text()
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|(?: [^|]+ \|){4}$", text, re.MULTILINE)
    lists = re.findall(r"^- `(\w+)`: ((?:.|\n  )+)", text, re.MULTILINE)
    lines = [(table, column) for table, names in lists for column in names.replace(",", "").split()]
    return [f"{table}.{column}" for table, column in (*rows, *lines)]


def test_the_data_map_names_every_column_once():
    in_map = columns_of_the_map()
    assert set(in_map) - columns_of_the_database() == set(), "the map names columns that are gone"
    missing = columns_of_the_database() - set(in_map)
    assert missing == set(), "say in docs/data-map.md what these columns hold, and for how long"
    assert len(in_map) == len(set(in_map)), "a column is in the map twice"


def a_busy_member() -> tuple[Member, Member]:
    """A member who left something in every table, and an administrator."""
    boss = make.member("boss", is_staff=True, is_superuser=True)
    busy = make.member(
        HANDLE,
        name=NAME,
        organisation=ORGANISATION,
        bio="I love vexillology.",
        country="BO",
        languages=["qu"],
    )
    _sign_in_with_password(busy)
    address = EmailAddress.objects.create(user=busy, email=f"new.{busy.email}")
    EmailConfirmation.create(address).save()
    Authenticator.objects.create(user=busy, type="webauthn", data={"name": "Phone of Ximena"})
    people.change_profile(busy, bio="I love vexillology more.")
    theme = make.theme(facilitators=(busy, boss))
    _write_about_and_by(busy, boss, theme)
    following.set_theme_level(theme, busy, level="watching")
    _join_groups(busy)
    blocking.block(busy, boss)
    blocking.block(boss, busy)
    trust.vouch(make.member(trust_level=0), by=busy, why="We met in Turin.")
    Member.objects.filter(pk=busy.pk).update(trust_level=0, facilitates=[])
    trust.vouch(busy, by=boss, why=f"{NAME} was in Turin.")
    make.topic(within=theme)
    resumable.begin(busy, name=f"{NAME}.pdf", size=9)
    photo = make.upload(busy, name=f"{NAME}.pdf", alt=f"The garden of {NAME}")
    make.post(make.topic(), busy, f"[plan](/uploads/{photo.key}/plan.pdf)")
    MailAddress.objects.add_bounce(busy, 1, f"<{busy.email}>: no such user")
    mail.choose(busy, watched="at_once")
    ReplyKey.objects.make(busy.pk, topic=None, theme=theme, enquiry=None)
    ReceivedMail.objects.store(
        member=busy, sender=busy.email, message_id="<1@ximena>", subject=NAME, removed=NAME
    )
    _invite(busy, boss)
    sharing.create_feed_address(busy)
    mail.choose_for_places(busy, [(theme, "digest")])
    push.turn_on(
        busy, session_key="quixote", endpoint="https://push.example.org/ximena", p256dh="", auth=""
    )
    following.mark_theme_read(busy, theme, until=timezone.now())
    Draft.objects.create(member=busy, place="start:x", fields={"source": NAME}, sequence=1)
    administration.silence(
        busy, by=Member.objects.get(pk=boss.pk), until=timezone.now(), why=f"{NAME} spams."
    )
    _change_in_djangos_admin(boss, busy, address)
    return busy, boss


def _join_groups(busy: Member) -> None:
    group = Group.objects.create(slug="party", name="Party", takes_requests=True)
    GroupMember.objects.create(group=group, member=busy)
    other_group = Group.objects.create(slug="other", name="Other", takes_requests=True)
    groups.ask_to_join(other_group, busy)


def _sign_in_with_password(busy: Member) -> None:
    browser = Client(HTTP_USER_AGENT="Kumquat/7", REMOTE_ADDR="203.0.113.77")
    busy.set_password(PASSWORD)
    busy.save()
    assert sign_in(browser, busy.email).status_code == 302


def _change_in_djangos_admin(boss: Member, busy: Member, address: EmailAddress) -> None:
    for model, row in ((Member, busy), (EmailAddress, address)):
        LogEntry.objects.create(
            user=boss,
            content_type=ContentType.objects.get_for_model(model),
            object_id=str(row.pk),
            object_repr=str(row),
            change_message=f'[{{"added": {{"object": "{address.email}"}}}}]',
            action_flag=CHANGE,
        )


def _invite(busy: Member, boss: Member) -> None:
    """As the invitation by mail with which the member joined."""
    invitation = Invitation.objects.create(
        made_by=boss, event_name="Academy", places=3, ends_at=timezone.now()
    )
    InvitedAddress.objects.create(
        invitation=invitation,
        email=busy.email,
        language="en",
        invited_by=boss,
        member=busy,
        answer_id="<1@ximena>",
    )


def _write_about_and_by(busy: Member, boss: Member, theme) -> None:
    why = f"Why: {NAME}"
    topic = make.topic(busy, within=theme, source="My words.")
    room, other = make.room(topic), make.member("other")
    naming = f"Thanks @{HANDLE}, see [x](/members/{HANDLE}/)."
    answer = make.post(
        topic, other, f"> [@{HANDLE}]({topic.post_url(1)})\n>\n> My words.\n\n{naming}"
    )
    actions.edit(answer, other, source=f"Edited. {naming}", language="en", version=1)
    make.message(room, other, naming)
    for post in (make.post(topic, busy), make.post(topic, busy)):
        reports.report(post, other, why=why)
        actions.edit(post, boss, source="Better.", language="en", version=1, why=why)
    revisions.hide_revision(post.revisions.first(), boss, why=why)
    actions.hide(post, boss, why=why)
    message = make.message(room, busy)
    reports.report(message, other, why=why)
    chat.hide(message, boss, why=why)
    for member, text in ((busy, f"I am {NAME}."), (other, naming)):
        enquiries.write(theme, member, member, source=text, nonce=uuid.uuid4())
    private = make.private_conversation(busy, other, source=naming, subject=f"With @{HANDLE}")
    reports.hide(reports.report(make.private_note(private, busy), other, why=why), boss, why=why)
    reports.report(make.private_note(private, busy), other, why=why)
    make.private_note(private, other, naming)
    of_profile = reports.report(busy, other, why=why)
    assignments.hand_on(of_profile, boss, to=None, note=why)
    of_post = reports.report(make.post(topic, busy), other, why=why)
    reports.warn(of_post, boss, why=why)
    reports.report(answer, busy, why=f"I, {NAME}, do not like it.")
    _let_texts_wait(busy, boss)
    bookmarks.save(answer, busy, note=f"For {NAME}")
    reactions.react(answer, busy, kind=ReactionKind.THANKS, on=True)
    facilitation.hide_topic(topic, boss, why=why)
    run_event_listeners()


def _let_texts_wait(busy: Member, boss: Member) -> None:
    """One that waits, one that was not published, and one of somebody else."""
    topic = make.topic()
    held = make.held_post(topic, make.member(), f"I am {NAME}.")
    rejected = make.held_post(topic, make.member(), f"I am {NAME} again.")
    make.held_post(topic, make.member(), f"Thanks @{HANDLE}.")
    HeldPost.objects.filter(pk__in=[held.pk, rejected.pk]).update(author=busy)
    rejected.refresh_from_db()
    screening.reject(rejected, boss, why=f"Why: {NAME}", version=1)


def traces_in_the_database() -> list[str]:
    """table.column: value, for each value that says who the member was."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("search_index") or table == "django_session":
                continue  # An index of search_entry; sessions are checked below.
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    words = [trace for trace in TRACES if trace in str(value).lower()]
                    found += [f"{table}.{name}: {str(value)[:80]}"] if words else []
    return found


@pytest.mark.usefixtures("database")
def test_a_closed_account_is_found_in_no_column():
    busy, _boss = a_busy_member()
    before = {trace.split(":")[0] for trace in traces_in_the_database()}
    assert len(before) > 20, f"the member is not busy enough for this test: {sorted(before)}"
    people.close_account(busy, by=busy)
    for _twice in range(2):
        run_event_listeners()
    assert traces_in_the_database() == []
    assert not Session.objects.exists()
    assert Member.objects.get(pk=busy.pk).facilitated_themes.count() == 0
