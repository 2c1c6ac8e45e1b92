"""The owner of each row: for each table, the path from a row to the member that it belongs to.

tests/forum/exports/test_tables.py fails for a table of members that is named in neither list.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from accounts.models import Member

# The label of the model -> the path to its owner.
OWNERS: Mapping[str, str] = {
    "accounts.Member": "pk",
    "account.EmailAddress": "user",
    "mfa.Authenticator": "user",
    "usersessions.UserSession": "user",
    "accounts.Member_groups": "member",
    "invitations.Invitation": "made_by",
    "budgets.DailyUse": "member",
    "blocking.Block": "member",
    "themes.Theme_facilitators": "member",
    "topics.Topic": "author",
    "topics.Post": "author",
    "topics.Revision": "by",
    "chat.Message": "author",
    "screening.HeldPost": "author",
    "drafts.Draft": "member",
    "sharing.FeedAddress": "member",
    "following.ReadMarking": "member",
    "following.ReadPosition": "member",
    "following.RoomReadPosition": "member",
    "following.ThemeFollow": "member",
    "reports.Report": "reporter",
    "reactions.Reaction": "member",
    "bookmarks.Bookmark": "member",
    "exports.Export": "member",
    "enquiries.Enquiry": "member",
    "enquiries.EnquiryMessage": "author",
    "private_notes.PrivateNote": "author",
    "private_notes.PrivateConversation": "participants__member",
    "private_notes.Participant": "private_conversation__participants__member",
    "notifications.NotificationMarking": "member",
    "notifications.Notification": "member",
    "mail.MailSettings": "member",
    "mail.PlaceChoice": "member",
    "mail.DigestPlan": "member",
    "mail.MailItem": "member",
    "push.PushSubscription": "member",
    "push.PushItem": "subscription__member",
    "profile_pictures.ProfilePicture": "member",
    "uploads.PartialUpload": "owner",
    "uploads.Upload": "owner",
    "groups.GroupInvitation": "made_by",
    "moderation.AppealMessage": "author",
    "incoming_mail.ReplyKey": "member",
    "incoming_mail.ReceivedMail": "member",
    "mail_delivery.MailAddress": "member",
}
# Tables with a column of a member, or with something personal, that are not the member's own.
LEFT_OUT: Mapping[str, str] = {
    "accounts.Member_user_permissions": "rights of administrators are given by groups",
    "accounts.RetiredHandle": "digests of closed accounts",
    "account.EmailConfirmation": "links that confirm an address",
    "admin.LogEntry": "what administrators did with the rows of others",
    "search.Entry": "the words of the member's own texts, which are exported",
    "search.Word": "words of all texts",
    "search.Trigram": "letters of all words",
    "uploads.UploadUse": "which text uses a file; the texts name their files",
    "topics.Quotation": "which post quotes which, made from the texts",
    "journal.Event": "what happened, without texts; the texts are exported",
    "outgoing_mail.OutgoingEmail": "e-mails that wait to be sent, for minutes",
    "sessions.Session": "sign-ins; usersessions.UserSession says the same",
    "web.SavedText": "texts of visitors, until they sign in",
    "moderation.Appeal": "its messages are exported, by their authors",
    "groups.Group": "groups belong to all of their members",
    "screening.WatchedWord": "which words administrators watch; the record says who",
    "screening.AllWait": "when an administrator let all new posts wait; the record says who",
    "insight.ThemeDay": "numbers of posts, which are exported themselves",
    "chat.Room": "rooms belong to themes and topics",
    "themes.Theme": "themes belong to everybody",
    "django_tasks_database.DBTaskResult": "work of the site",
}
# A table that is named in neither list and has a column `member` belongs to that member.
USUAL_OWNER = "member"
# Who takes part in private conversations is exported only while the member takes part.
CONDITIONS: Mapping[str, Mapping[str, Any]] = {
    "private_notes.PrivateConversation": {"participants__left_at": None},
    "private_notes.Participant": {"private_conversation__participants__left_at": None},
}
# Columns that would let whoever finds the file act as the member, and internal ones.
SECRETS = frozenset(
    {
        *("password", "token", "token_hash", "key", "session_key", "p256dh", "auth", "data"),
        *("nonce", "digest", "code_step", "secret", "found_by", "name_digest", "endpoint"),
        *("read_up_to", "is_muted"),  # the rows of other participants have them, too
        "blocked_ids",  # blocking.Block says it by usernames
    }
)


class Table(NamedTuple):
    """A table of an export. owner: the path to the member."""

    model: type[models.Model]
    owner: str

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def rows_of(self, member_id: int) -> "models.QuerySet[Any]":
        conditions = CONDITIONS.get(self.model._meta.label, {})
        rows = self.model._base_manager.filter(**{self.owner: member_id}, **conditions)
        return rows.order_by("pk")

    def columns(self) -> list[str]:
        """Those that are exported. Of other members only the username."""
        columns = []
        for field in self.model._meta.concrete_fields:
            if field.name in SECRETS or field.name == self.owner:
                continue
            is_member = field.related_model is Member
            columns.append(f"{field.name}__handle" if is_member else field.attname)
        return columns


def tables() -> list[Table]:
    """All tables of an export, in a fixed order."""
    return sorted(_tables(), key=lambda table: table.name)


def _tables() -> Iterator[Table]:
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if label in LEFT_OUT or model._meta.proxy:
            continue
        if label in OWNERS:
            yield Table(model, OWNERS[label])
        elif any(field.name == USUAL_OWNER for field in member_fields(model)):
            yield Table(model, USUAL_OWNER)


def member_fields(model: type[models.Model]) -> list[Any]:
    """The columns of a table that name a member."""
    fields: list[Any] = list(model._meta.concrete_fields)
    return [field for field in fields if field.related_model is Member]
