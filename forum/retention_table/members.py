"""What members and visitors write, choose and upload. The privacy page shows these rows."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import retention as accounts
from accounts import sessions
from accounts.invitations.models import KEEP as KEEP_INVITATIONS
from accounts.invitations.models import Invitation
from collective_brain.retention import Row
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
from forum.notifications.models import Notification
from forum.notifications.read_markings import KEEP as KEEP_NOTIFICATION_MARKINGS
from forum.notifications.read_markings import NotificationMarking
from forum.private_notes.models import PrivateConversation
from forum.reports.models import KEEP as KEEP_REPORTS
from forum.reports.models import Report
from forum.screening.models import KEEP as KEEP_HELD_POSTS
from forum.screening.models import HeldPost
from forum.topics.models import Revision
from forum.uploads import resumable
from forum.uploads.models import KEEP_PARTIAL, KEEP_UNUSED

BY_MEMBER = "the member"
FOR_GOOD = _("as long as this site exists")
WITH_ACCOUNT = _("until you close your account")


OF_MEMBERS = [
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
]
