"""Nothing grows for ever: every table and folder has a period or a reason. The worker deletes."""

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.mail import EmailMessage
from django.db.models import DateField, F
from django.urls import reverse
from django.utils import timezone

from accounts.consents.models import Consent
from accounts.invitations.models import Invitation
from accounts.models import Member, RetiredHandle
from collective_brain import retention
from collective_brain.backups.models import Backup
from collective_brain.event_log.models import MAX_ATTEMPTS, Event, Heartbeat
from collective_brain.management.commands.retention import retention_page
from collective_brain.outgoing_mail.models import OutgoingEmail
from collective_brain.retention import old_files
from collective_brain.web.models import SavedText
from forum.announcements.models import Announcement
from forum.budgets.models import DailyUse
from forum.exports.models import Export
from forum.following.models import RoomReadPosition
from forum.groups import actions as groups
from forum.insight.models import ThemeDay
from forum.mail.delivery.models import DomainDay, MailDomain
from forum.moderation.actions import appeal
from forum.moderation.models import Statement
from forum.notifications.read_markings import NotificationMarking
from forum.reports.models import Report
from forum.screening.models import AllWait, WatchedWord
from forum.themes.models import Theme
from forum.topics import actions
from forum.topics.models import Revision
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.test_data_map import a_busy_member

AGE = timedelta(days=10 * 365)
MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def tables(rows):
    return [label for row in rows for label in row.tables]


def has_rows(label):
    return MODELS[label]._base_manager.exists()


def test_every_table_has_one_row():
    named = tables(retention.rows())
    assert MODELS.keys() - set(named) == set(), "say in forum/retention_table/ how long it is kept"
    assert set(named) - MODELS.keys() == set()
    assert len(named) == len(set(named))


def test_every_row_has_a_period_or_a_reason():
    assert [row.what for row in retention.rows() if not row.how_long] == []


def test_every_setting_of_the_table_exists():
    names = [row.setting for row in retention.rows() if row.setting]
    assert [name for name in names if not hasattr(settings, name)] == []


def fill_every_table():
    """A site that was busy, with a row in every table."""
    busy, boss = a_busy_member()
    statement = Statement.objects.first()
    appeal(statement, statement.member, source="No.", nonce=uuid.uuid4())
    topic = make.topic(busy)
    make.profile_picture(busy)
    RoomReadPosition.objects.get_or_create(member=busy, room=make.room(topic), defaults={"read": 0})
    group = Group.objects.create(name="readers")
    group.permissions.add(Permission.objects.first())
    boss.groups.add(group)
    boss.user_permissions.add(Permission.objects.first())
    RetiredHandle.objects.create(digest="0" * 64)
    group = groups.create_group(by=boss, slug="g", name="G")
    groups.make_link(group, by=boss, places=1, ends_at=timezone.now() + timedelta(days=1))
    groups.change_group(group, by=boss, takes_requests=True)
    groups.ask_to_join(group, make.member())
    Invitation.objects.create(made_by=boss, event_name="Hall", places=9, ends_at=timezone.now())
    SavedText.objects.create(address="a", size=1000, fields={"source": "typed"})
    Heartbeat.objects.create(worker="old", seen_at=timezone.now())
    Backup.objects.create(name="failed", place="/nowhere", error="no")
    OutgoingEmail.objects.store(EmailMessage("Hello", "text", to=["somebody@example.org"]))
    given_up = {"attempts": MAX_ATTEMPTS, "created_at": timezone.now(), "due_at": timezone.now()}
    run_event_listeners()
    Event.objects.create(name="Unknown", body={}, **given_up)
    NotificationMarking.objects.remember(busy, marked_at=timezone.now(), count=1)
    MailDomain.objects.may_send("example.org")
    DomainDay.objects.add("example.org", "sent")
    Export.objects.create(member=busy)
    ThemeDay.objects.create(theme=Theme.objects.all()[0], day=timezone.now().date())
    Consent.objects.create(member=busy, version=1)
    Announcement.objects.create(texts={"en": "Tonight."}, ends_at=timezone.now())
    Member.objects.filter(pk=busy.pk).update(accepted_version=1)
    WatchedWord.objects.create(by=boss, words="Casino", folded="casino", effect="hold")
    AllWait.objects.create(by=boss, ends_at=timezone.now())
    DailyUse.objects.get_or_create(member=busy, day=timezone.now().date())


def age_every_row():
    for model in MODELS.values():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, DateField)]
        if fields:
            model._base_manager.update(**{field.name: F(field.name) - AGE for field in fields})


@pytest.mark.usefixtures("database")
def test_the_old_rows_of_every_table_are_deleted_or_kept_for_a_reason(settings):
    settings.REVISIONS_KEEP_DAYS = 365
    fill_every_table()
    empty = [label for label in MODELS if not has_rows(label)]
    assert empty == [], "this test has no row of these tables"
    age_every_row()
    retention.delete_everything_old()
    ends = [row for row in retention.rows() if row.delete and row.tables]
    left = {label for label in tables(ends) if has_rows(label)}
    # The present text of a post stays, what nobody has decided (a report, a text that waits), and a
    # private conversation in which somebody takes part.
    names = ("PrivateConversation", "PrivateNote", "Participant")
    lasting = {"reports.Report", "screening.HeldPost", *(f"private_notes.{name}" for name in names)}
    assert left == {"topics.Revision", *lasting}, "old rows of these tables are left"
    assert not Report.objects.exclude(handled_at=None).exists()
    stay = [row for row in retention.rows() if not row.delete]
    assert [label for label in tables(stay) if not has_rows(label)] == [], "these rows are lost"


@pytest.mark.usefixtures("database")
def test_new_rows_of_every_table_stay():
    fill_every_table()
    before = {label: MODELS[label]._base_manager.count() for label in MODELS}
    retention.delete_everything_old()
    after = {label: MODELS[label]._base_manager.count() for label in MODELS}
    assert after == before


@pytest.mark.django_db(transaction=True)
class TestRevisions:
    def edited_post(self):
        post = make.post(make.topic())
        for text in ("Second.", "Third."):
            make.let_revisions_age(post)
            post.refresh_from_db()
            actions.edit(post, post.author, source=text, language="en", version=post.version)
        Revision.objects.update(created_at=timezone.now() - AGE)
        return post

    def test_the_present_text_stays(self, settings):
        settings.REVISIONS_KEEP_DAYS = 365
        post = self.edited_post()
        Revision.objects.delete_old()
        assert [revision.source for revision in post.revisions.all()] == ["Third."]

    def test_all_stay_without_the_setting(self):
        post = self.edited_post()
        Revision.objects.delete_old()
        assert post.revisions.count() == 3


@pytest.mark.django_db
def test_only_unconfirmed_accounts_are_deleted():
    old = {"joined_at": timezone.now() - timedelta(days=31)}
    confirmed = make.member("confirmed", **old)
    unconfirmed = Member.objects.create_user("nobody@example.org", None, **old)
    EmailAddress.objects.create(user=unconfirmed, email=unconfirmed.email)
    new = Member.objects.create_user("new@example.org", None)
    retention.delete_everything_old()
    assert set(Member.objects.all()) == {confirmed, new}
    assert not EmailAddress.objects.filter(email=unconfirmed.email).exists()


@pytest.mark.django_db
def test_a_failure_of_one_row_does_not_stop_the_others(monkeypatch):
    deleted = []
    rows = [
        retention.Row("fails", delete=lambda: 1 / 0),
        retention.Row("works", delete=lambda: deleted.append("works")),
    ]
    monkeypatch.setattr(retention, "_internal", rows)
    retention.delete_old()
    assert deleted == ["works"]


def test_the_document_is_the_table():
    document = (Path(settings.BASE_DIR) / "docs" / "retention.md").read_text()
    assert document == retention_page(), "run manage.py retention > docs/retention.md"


@pytest.mark.django_db
def test_the_privacy_page_says_how_long(client, settings):
    settings.DRAFTS_KEEP_DAYS = 77
    page = client.get(reverse("pages:privacy")).content.decode()
    assert "<td>77 days</td>" in page
    assert "Copies of everything" not in page


@pytest.mark.django_db
def test_the_privacy_page_names_backups_if_there_are_some(client, settings):
    settings.BACKUP_FOLDER, settings.BACKUP_KEEP = "/backups", "7d,4w"
    page = client.get(reverse("pages:privacy")).content.decode()
    assert "in case the server fails</td><td>28 days</td>" in page


def test_a_site_writes_only_files_that_the_table_names(new_site):
    site = new_site(demo=False, METRICS="1")
    site.start()
    site.manage("backup", str(site.folder / "backups") + "/")
    site.stop()
    named = {name for row in retention.rows() for name in row.files} | {"serve.log"}
    names = {path.name.removesuffix("-wal").removesuffix("-shm") for path in site.folder.iterdir()}
    assert names - named == set(), "say in forum/retention_table/ how long these are kept"


@pytest.fixture
def aged(tmp_path, settings):
    """aged(path, days): a file in VAR_DIR that old."""
    settings.VAR = tmp_path

    def write(name, days):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (time.time() - days * 86_400,) * 2)
        return path

    return write


def test_old_mail_files_are_deleted(aged):
    old, new = aged("mail/old.log", 31), aged("mail/new.log", 29)
    old_files.delete_old_mail_files()
    assert (old.exists(), new.exists()) == (False, True)


def test_static_files_stay_for_a_month_after_the_last_release_that_used_them(
    aged, settings, monkeypatch
):
    settings.STATIC_ROOT = settings.VAR / "static"
    present = aged("static/site.2.css", 400)
    last, forgotten = aged("static/site.1.css.br", 400), aged("static/site.0.css", 31)
    use = {"site.css": "site.1.css"}
    monkeypatch.setattr(old_files, "_manifest", lambda: use)
    old_files.mark_static_files_in_use()
    use["site.css"] = "site.2.css"
    old_files.delete_old_static_files()
    assert (present.exists(), last.exists(), forgotten.exists()) == (True, True, False)


def test_nothing_is_deleted_without_a_manifest(aged, settings, monkeypatch):
    settings.STATIC_ROOT = settings.VAR / "static"
    path = aged("static/site.0.css", 400)
    monkeypatch.setattr(old_files, "_manifest", dict)
    old_files.delete_old_static_files()
    assert path.exists()
