"""Write a row for each mail that an event causes; the worker calls these listeners.

Each is safe to repeat: the constraints of the table allow one row for a member and a post.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import mail as account_mail
from accounts.events import (
    MemberClosed,
    MemberWelcomed,
    PreferencesChanged,
    ProfileChanged,
)
from forum.bookmarks.events import BookmarkDue
from forum.contributions.models import REMOVED
from forum.enquiries.events import EnquiryWritten
from forum.enquiries.models import EnquiryMessage
from forum.exports import links as export_links
from forum.exports.events import ExportFinished
from forum.exports.models import Export
from forum.mail import links, recipients
from forum.mail.addresses import (
    message_id_of_enquiry,
    message_id_of_note,
    message_id_of_post,
    page_url,
)
from forum.mail.kinds import MailKind, PlaceWhen
from forum.mail.models import DigestPlan, MailItem, MailSettings, PlaceChoice
from forum.notifications.bookmark_listeners import reminded_bookmark
from forum.private_notes.events import NoteSent
from forum.private_notes.models import PrivateNote
from forum.topics.events import PostEdited, PostEvent
from forum.topics.models import Post

BATCH = 500  # rows that are written at once


def queue_post(event: PostEvent, after: int | None) -> Iterator[int]:
    """For everybody who wants to get this post by mail.

    Thousands may watch, so this is a long job in pieces: it yields the key of the last member of
    each piece.
    """
    post = _load_post(event)
    if post.is_removed:
        return
    places = PlaceChoice.objects.in_topic(post.topic)
    kinds = recipients.kinds_by_member(post, places)
    keys = sorted(key for key in kinds if key > (after or 0))
    for start in range(0, len(keys), BATCH):
        piece = keys[start : start + BATCH]
        _queue({key: kinds[key] for key in piece}, places, **_about_post(post))
        yield piece[-1]


def queue_edited_post(event: PostEdited) -> None:
    """For members that only the new text mentions. A member gets one mail for a post, not two."""
    post = _load_post(event)
    if not post.is_removed:
        mentioned = recipients.mentioned(post)
        _queue(dict.fromkeys(mentioned, [MailKind.MENTION]), {}, **_about_post(post))


def queue_enquiry(event: EnquiryWritten) -> None:
    """A message of a facilitator goes to the member, and one of the member to the facilitators."""
    stored = EnquiryMessage.objects.select_related("enquiry__theme").filter(pk=event.message_id)
    for message in stored:  # none if the account of the member was closed
        readers = dict.fromkeys(recipients.readers_of(message), [MailKind.MESSAGE])
        message_id = message_id_of_enquiry(message.enquiry_id, message.pk)
        _queue(readers, {}, enquiry=message.enquiry, number=message.pk, message_id=message_id)


def queue_private_note(event: NoteSent) -> None:
    """A note that is deleted or hidden within MAIL_WAIT is not mailed."""
    for note in PrivateNote.objects.exclude(REMOVED).filter(pk=event.note_id):
        conversation_id = note.private_conversation_id
        readers = dict.fromkeys(recipients.readers_of_note(note), [MailKind.NOTE])
        _queue(
            readers,
            {},
            private_conversation_id=conversation_id,
            number=note.number,
            message_id=message_id_of_note(conversation_id, note.number),
        )


def email_reminder(event: BookmarkDue) -> None:
    """The member gets it twice if the worker stops before it marks the event as done."""
    bookmark = reminded_bookmark(event)
    if not (bookmark and bookmark.target and recipients.members_with_mail([bookmark.member_id])):
        return
    if MailSettings.objects.of([bookmark.member_id])[bookmark.member_id].wants(MailKind.REMINDER):
        context = {
            "title": str(bookmark.target.conversation.title),
            "url": page_url(bookmark.target.get_absolute_url()),
            "note": bookmark.note,
            "stop": links.make(links.STOP, bookmark.member_id, MailKind.REMINDER.value),
        }
        account_mail.send("account/email/reminder", bookmark.member, context)


def email_export(event: ExportFinished) -> None:
    """The member gets it twice if the worker stops before it marks the event as done."""
    exports = Export.objects.downloadable().filter(pk=event.export_id, member__closed_at=None)
    for export in exports.select_related("member"):
        url = page_url(reverse("exports:download", args=[export_links.make_token(export)]))
        account_mail.send("account/email/export_ready", export.member, {"url": url})


def plan_digest(event: MemberWelcomed | ProfileChanged | PreferencesChanged) -> None:
    """The first digest of a new member. With another time zone it comes at another moment."""
    DigestPlan.objects.plan([event.member_id])


def delete_mail_of_closed_account(event: MemberClosed) -> None:
    for model in (MailItem, MailSettings, PlaceChoice, DigestPlan):
        model.objects.filter(member=event.member_id).delete()


def _load_post(event: PostEvent) -> Post:
    return Post.objects.select_related("topic__theme").get(pk=event.post_id)


def _about_post(post: Post) -> dict[str, object]:
    return {
        "topic": post.topic,
        "number": post.number,
        "message_id": message_id_of_post(post.topic_id, post.number),
    }


def _queue(kinds: dict[int, list[MailKind]], places: dict[int, str], **fields: object) -> None:
    """Write the rows that do not exist yet, each with the first kind that its member wants."""
    due_at = timezone.now() + timedelta(seconds=settings.MAIL_WAIT)
    choices = MailSettings.objects.of(recipients.members_with_mail(kinds))
    rows = []
    for member_id, chosen in choices.items():
        place = places.get(member_id, "")
        wanted = [kind for kind in kinds[member_id] if chosen.wants(kind, place)]
        if wanted:
            columns = fields | {"kind": wanted[0], "alone": place == PlaceWhen.EVERY}
            rows.append(MailItem(member_id=member_id, due_at=due_at, **columns))
    MailItem.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
