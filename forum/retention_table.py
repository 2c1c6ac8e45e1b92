"""How long each table and each folder of the site is kept. Only forum/apps.py imports this module.

For a new model or folder:
1. Add a row here, or its name to the row that it belongs to. tests/forum/test_retention.py names
   what has no row. The fields are those of collective_brain.retention.Row.
2. If it has a period, write the function that deletes in its own package, and name it in `delete`.
3. `manage.py retention > docs/retention.md`.
"""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import retention as accounts
from accounts import sessions
from accounts.acts.models import Act
from accounts.invitations.models import KEEP as KEEP_INVITATIONS
from accounts.invitations.models import Invitation
from collective_brain.backups import keeping
from collective_brain.backups.models import KEEP_FAILED, Backup
from collective_brain.event_log import models as event_log
from collective_brain.event_log import tasks as worker_tasks
from collective_brain.outgoing_mail import models as mail
from collective_brain.retention import Row, old_files
from collective_brain.web import models as web
from collective_brain.web import saved_text
from forum.budgets import models as budgets
from forum.drafts import actions as drafts
from forum.drafts.orphaned_uploads import delete_orphaned_uploads
from forum.enquiries.models import KEEP as KEEP_ENQUIRIES
from forum.enquiries.models import Enquiry
from forum.exports.models import KEEP as KEEP_EXPORTS
from forum.exports.models import Export
from forum.following.read_markings import KEEP as KEEP_READ_MARKINGS
from forum.following.read_markings import ReadMarking
from forum.groups.models import KEEP_LINKS as KEEP_GROUP_LINKS
from forum.groups.models import GroupInvitation
from forum.insight.models import KEEP as KEEP_THEME_DAYS
from forum.insight.models import ThemeDay
from forum.mail.delivery.domains import KEEP_DAYS as KEEP_MAIL_DAYS
from forum.mail.delivery.models import DomainDay, MailDomain
from forum.mail.incoming.models import (
    KEEP_ENDED_KEYS,
    KEEP_MAILS,
    VALID_FOR,
    ReceivedMail,
    ReplyKey,
)
from forum.mail.models import KEEP as KEEP_MAIL_ITEMS
from forum.mail.models import MailItem
from forum.notifications.models import Notification
from forum.notifications.read_markings import KEEP as KEEP_NOTIFICATION_MARKINGS
from forum.notifications.read_markings import NotificationMarking
from forum.private_notes.models import PrivateConversation
from forum.push.models import KEEP as KEEP_PUSH_ITEMS
from forum.push.models import PushItem
from forum.reports.models import KEEP as KEEP_REPORTS
from forum.reports.models import Report
from forum.screening.models import KEEP as KEEP_HELD_POSTS
from forum.screening.models import AllWait, HeldPost
from forum.topics.models import Revision
from forum.uploads import resumable
from forum.uploads.models import KEEP_PARTIAL, KEEP_UNUSED

BY_MEMBER = "the member"
FOR_GOOD = _("as long as this site exists")
WITH_ACCOUNT = _("until you close your account")


def _has_backups() -> bool:
    return bool(settings.BACKUP_FOLDER)


def _longest_backup() -> timedelta:
    return keeping.longest(keeping.parse_rule(settings.BACKUP_KEEP))


# What members and visitors leave. The privacy page shows these rows.
PERSONAL = [
    Row(
        _("What you write in topics and rooms"),
        tables=("topics.Topic", "topics.Post", "chat.Message", "topics.Quotation"),
        until=FOR_GOOD,
        deleted_by="nothing: it is the discussion",
    ),
    Row(
        _("A text of yours that waited for a facilitator, after the decision"),
        tables=("screening.HeldPost",),
        keep_for=lambda: KEEP_HELD_POSTS,
        delete=HeldPost.objects.delete_old,
    ),
    Row(
        _("A file that you uploaded, while no text and no draft of yours uses it"),
        keep_for=lambda: KEEP_UNUSED,
        delete=delete_orphaned_uploads,
        slow=True,
    ),
    Row(
        _("Files that your texts show"),
        tables=("uploads.Upload", "uploads.UploadUse"),
        files=("uploads",),
        until=FOR_GOOD,
        deleted_by="nothing: they belong to the texts",
    ),
    Row(
        _("A file that has arrived in part"),
        tables=("uploads.PartialUpload",),
        keep_for=lambda: KEEP_PARTIAL,
        delete=resumable.delete_expired,
    ),
    Row(
        _("Earlier versions of your posts"),
        tables=("topics.Revision",),
        until=FOR_GOOD,
        setting="REVISIONS_KEEP_DAYS",
        delete=Revision.objects.delete_old,
        slow=True,
    ),
    Row(
        _("Your account, what you follow, and what you have read"),
        tables=(
            *("accounts.Member", "accounts.Member_groups", "accounts.Member_user_permissions"),
            *("account.EmailAddress", "mfa.Authenticator", "themes.Theme_facilitators"),
            "consents.Consent",
            *("following.ReadPosition", "following.RoomReadPosition", "following.ThemeFollow"),
            *("mail.MailSettings", "mail.PlaceChoice", "mail.DigestPlan"),
            *("sharing.FeedAddress", "push.PushSubscription", "mail_delivery.MailAddress"),
            "profile_pictures.ProfilePicture",
        ),
        until=WITH_ACCOUNT,
        deleted_by=BY_MEMBER,
    ),
    Row(
        _("What you marked as read at once, so that you can undo it"),
        tables=("following.ReadMarking",),
        keep_for=lambda: KEEP_READ_MARKINGS,
        delete=ReadMarking.objects.delete_old,
    ),
    Row(
        _("When you marked all notifications as read, so that you can undo it"),
        tables=("notifications.NotificationMarking",),
        keep_for=lambda: KEEP_NOTIFICATION_MARKINGS,
        delete=NotificationMarking.objects.delete_old,
    ),
    Row(
        _("An account with an e-mail address that was never confirmed"),
        setting="UNCONFIRMED_ACCOUNTS_KEEP_DAYS",
        delete=accounts.delete_unconfirmed_accounts,
        slow=True,
    ),
    Row(
        _("Your notifications"),
        tables=("notifications.Notification",),
        setting="NOTIFICATIONS_KEEP_DAYS",
        delete=Notification.objects.delete_old,
    ),
    Row(
        _("A report that you sent, after a facilitator has handled it"),
        tables=("reports.Report",),
        keep_for=lambda: KEEP_REPORTS,
        delete=Report.objects.delete_old,
    ),
    Row(
        _("Who looks after a report that nobody has decided yet"),
        tables=("reports.Assignment",),
        until=_("until the report is decided"),
        deleted_by="the decision",
    ),
    Row(
        _("A copy of what is yours, after you asked for it"),
        tables=("exports.Export",),
        files=("exports",),
        keep_for=lambda: KEEP_EXPORTS,
        delete=Export.objects.delete_old,
    ),
    Row(
        _("How many posts each member, community, country and language wrote in a theme on a day"),
        tables=("insight.ThemeDay",),
        keep_for=lambda: KEEP_THEME_DAYS,
        delete=ThemeDay.objects.delete_old,
    ),
    Row(
        _("Your bookmarks"),
        tables=("bookmarks.Bookmark",),
        until=WITH_ACCOUNT,
        deleted_by=BY_MEMBER,
    ),
    Row(
        _("Your reactions to what others wrote"),
        tables=("reactions.Reaction",),
        until=WITH_ACCOUNT,
        deleted_by=BY_MEMBER,
    ),
    Row(
        _("Your private messages with facilitators, after the last one"),
        tables=("enquiries.Enquiry", "enquiries.EnquiryMessage"),
        keep_for=lambda: KEEP_ENQUIRIES,
        delete=Enquiry.objects.delete_old,
    ),
    Row(
        _("A private conversation, after everybody has left it"),
        tables=(
            *("private_notes.PrivateConversation", "private_notes.PrivateNote"),
            "private_notes.Participant",
        ),
        setting="PRIVATE_NOTES_KEEP_DAYS",
        delete=PrivateConversation.objects.delete_abandoned,
    ),
    Row(
        _("A draft, after you last changed it"),
        tables=("drafts.Draft",),
        setting="DRAFTS_KEEP_DAYS",
        delete=drafts.delete_old_drafts,
    ),
    Row(
        _("What you typed before you signed in"),
        tables=("web.SavedText",),
        keep_for=lambda: web.KEEP_FOR,
        delete=saved_text.delete_old,
    ),
    Row(
        _("That you are signed in"),
        tables=("sessions.Session",),
        keep_for=lambda: timedelta(seconds=settings.SESSION_COOKIE_AGE),
        setting="SESSION_COOKIE_AGE",
        delete=sessions.delete_expired_sessions,
    ),
    Row(
        _("Browser and IP address of a sign-in"),
        tables=("usersessions.UserSession",),
        until=_("until it has ended"),
        delete=accounts.delete_ended_sign_ins,
        slow=True,
    ),
    Row(
        _("An invitation to an event that you created, after its last day"),
        tables=("invitations.Invitation", "mail_joining.InvitedAddress"),
        keep_for=lambda: KEEP_INVITATIONS,
        delete=Invitation.objects.delete_old,
    ),
    Row(
        _("A link to join a group that you created, after its last day"),
        tables=("groups.GroupInvitation",),
        keep_for=lambda: KEEP_GROUP_LINKS,
        delete=GroupInvitation.objects.delete_old,
    ),
    Row(
        _("To which groups you belong, and which you have asked to join"),
        tables=("groups.GroupMember", "groups.GroupRequest"),
        until=WITH_ACCOUNT,
        deleted_by=BY_MEMBER,
    ),
    Row(
        _("Who vouched for you, and who you vouched for"),
        tables=("trust.Vouch",),
        until=WITH_ACCOUNT,
        deleted_by="the account of the member it was for",
    ),
    Row(
        _("Members you block"),
        tables=("blocking.Block",),
        until=WITH_ACCOUNT,
        deleted_by=BY_MEMBER,
    ),
    Row(
        _("How much you wrote in one day"),
        tables=("budgets.DailyUse",),
        keep_for=lambda: budgets.KEPT_FOR,
        delete=budgets.DailyUse.objects.delete_old,
    ),
    Row(
        _("An e-mail that could not be sent"),
        tables=("outgoing_mail.OutgoingEmail",),
        keep_for=lambda: mail.KEEP_GIVEN_UP,
        delete=mail.OutgoingEmail.objects.delete_given_up,
    ),
    Row(
        _("Which posts were e-mailed to you"),
        tables=("mail.MailItem",),
        keep_for=lambda: KEEP_MAIL_ITEMS,
        delete=MailItem.objects.delete_old,
    ),
    Row(
        _("E-mails that you sent to this site"),
        tables=("incoming_mail.ReceivedMail",),
        keep_for=lambda: KEEP_MAILS,
        delete=ReceivedMail.objects.delete_old,
    ),
    Row(
        _("Addresses by which you can answer e-mails of this site"),
        tables=("incoming_mail.ReplyKey",),
        keep_for=lambda: VALID_FOR + KEEP_ENDED_KEYS,
        delete=ReplyKey.objects.delete_old,
    ),
    Row(
        _("Which notifications were sent to your devices"),
        tables=("push.PushItem",),
        keep_for=lambda: KEEP_PUSH_ITEMS,
        delete=PushItem.objects.delete_old,
    ),
    Row(
        _("How many e-mails each domain took, refused and returned on a day"),
        tables=("mail_delivery.DomainDay",),
        keep_for=lambda: KEEP_MAIL_DAYS,
        delete=DomainDay.objects.delete_old,
    ),
    Row(
        _("Which domains ask for fewer e-mails"),
        tables=("mail_delivery.MailDomain",),
        keep_for=lambda: KEEP_MAIL_DAYS,
        delete=MailDomain.objects.delete_old,
    ),
    Row(
        _("Records of what was written and changed, without the texts"),
        tables=("journal.Event",),
        setting="EVENT_LOG_KEEP_DAYS",
        delete=event_log.Event.objects.delete_old,
    ),
    Row(
        _("What administrators changed"),
        tables=("admin.LogEntry",),
        setting="ADMINISTRATION_LOG_KEEP_DAYS",
        delete=accounts.delete_old_log_entries,
    ),
    Row(
        _("What facilitators and administrators did, and decisions about you"),
        tables=(
            *("acts.Act", "moderation.Statement"),
            *("moderation.Appeal", "moderation.AppealMessage"),
        ),
        setting="RECORD_KEEP_DAYS",
        delete=Act.objects.delete_old,
    ),
    Row(
        _("Copies of everything, in case the server fails"),
        files=("backups",),
        keep_for=_longest_backup,
        setting="BACKUP_KEEP",
        deleted_by="the worker, after the backup of each day",
        is_used=_has_backups,
    ),
]

INTERNAL = [
    Row(
        "confirmation links in the database (usual links are signed, and not stored)",
        tables=("account.EmailConfirmation",),
        keep_for=lambda: timedelta(days=3),
        delete=accounts.delete_expired_confirmations,
    ),
    Row(
        "digests of the handles of closed accounts",
        tables=("accounts.RetiredHandle",),
        until="for good: nobody may get the handle again",
    ),
    Row(
        "themes, rooms, groups and announcements",
        tables=("themes.Theme", "chat.Room", "groups.Group", "announcements.Announcement"),
        until="for good",
    ),
    Row(
        "the search index",
        tables=("search.Entry", "search.Word", "search.Trigram"),
        until="as long as the text or the profile",
        deleted_by="the worker, with the text",
    ),
    Row(
        "finished tasks of the worker; waiting ones stay for 30 days",
        tables=("django_tasks_database.DBTaskResult",),
        keep_for=lambda: worker_tasks.KEEP_TASKS,
        delete=worker_tasks.delete_old_tasks,
    ),
    Row(
        "heartbeats of workers",
        tables=("journal.Heartbeat",),
        keep_for=lambda: event_log.KEEP_HEARTBEATS,
        delete=event_log.Heartbeat.objects.delete_old,
    ),
    Row(
        "failed backups; the rows of others go with their files",
        tables=("backups.Backup",),
        keep_for=lambda: KEEP_FAILED,
        delete=Backup.objects.delete_failed,
    ),
    Row(
        "words for which texts wait or are refused",
        tables=("screening.WatchedWord",),
        until="until an administrator removes them",
        deleted_by="an administrator",
    ),
    Row(
        "times in which all new posts waited, after their end",
        tables=("screening.AllWait",),
        keep_for=lambda: KEEP_HELD_POSTS,
        delete=AllWait.objects.delete_old,
    ),
    Row(
        "tables of Django that grow only with the code",
        tables=(
            *("auth.Permission", "auth.Group", "auth.Group_permissions"),
            "contenttypes.ContentType",
        ),
        until="for good",
    ),
    Row(
        "mail in files, on a site without EMAIL_URL",
        files=("mail",),
        keep_for=lambda: old_files.KEEP_MAIL_FILES,
        delete=old_files.delete_old_mail_files,
    ),
    Row(
        "static files, after the last release that used them",
        files=("static",),
        keep_for=lambda: old_files.KEEP_STATIC_FILES,
        deleted_by="`manage.py prepare`",
    ),
    Row(
        "counters for `/metrics`",
        files=("metrics",),
        until="for good; as many files as there are processes at one time",
    ),
    Row(
        "what a backup or a restore is writing",
        files=("backup-work", ".backup.lock", ".backup-work-now"),
        until="until the next one",
        deleted_by="the next one",
    ),
    Row(
        "settings of a restored backup",
        files=("restored-settings.env",),
        until="until an administrator deletes it",
        deleted_by="an administrator",
    ),
    Row(
        "the database file, the secret of `make run`, and locks",
        files=("collective-brain.sqlite3", "secret_key", "serving.lock", "prepare.lock"),
        until="for good",
    ),
    Row(
        "log lines, on standard error",
        until="as the system says: `SystemMaxUse` of journald, or the log driver of the container",
        deleted_by="journald, or the container",
    ),
    Row(
        "rate limits, caches and presence",
        until="at most a day, in memory or in Redis",
        deleted_by="their expiry",
    ),
]
