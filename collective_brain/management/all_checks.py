"""All checks of `manage.py doctor`, in the order in which they run.

A repair can rely on the checks before it: first the references, then the numbers, then what is
counted from them, then what shows them.
"""

from accounts import checks as accounts
from accounts.consents import checks as consents
from collective_brain.doctor import RowCheck
from collective_brain.event_log import checks as event_log
from collective_brain.management.references import reference_checks
from collective_brain.management.served_html import served_html_checks
from collective_brain.outgoing_mail import checks as outgoing_mail
from forum.blocking import checks as blocking
from forum.bookmarks import checks as bookmarks
from forum.chat import checks as chat
from forum.drafts import checks as drafts
from forum.enquiries import checks as enquiries
from forum.exports import checks as exports
from forum.following import checks as following
from forum.mail import checks as mail
from forum.mail.incoming import checks as incoming_mail
from forum.mail.joining import checks as joining
from forum.moderation import checks as moderation
from forum.notifications import checks as notifications
from forum.private_notes import checks as private_notes
from forum.profile_pictures import checks as profile_pictures
from forum.push import checks as push
from forum.reactions import checks as reactions
from forum.reports import checks as reports
from forum.screening import checks as screening
from forum.search import checks as search
from forum.search.vocabulary_checks import vocabulary_checks
from forum.sharing import checks as sharing
from forum.themes import checks as themes
from forum.topics import checks as topics
from forum.topics import post_checks as posts
from forum.trust import checks as trust
from forum.uploads import checks as uploads


def data_checks() -> list[RowCheck]:
    return [
        *reference_checks(),
        *accounts.CHECKS,
        *consents.CHECKS,
        *themes.CHECKS,
        *topics.CHECKS,
        *posts.CHECKS,
        *chat.CHECKS,
        *screening.CHECKS,
        *private_notes.CHECKS,
        *following.CHECKS,
        *notifications.CHECKS,
        *mail.CHECKS,
        *incoming_mail.CHECKS,
        *joining.CHECKS,
        *push.CHECKS,
        *sharing.CHECKS,
        *uploads.CHECKS,
        *profile_pictures.CHECKS,
        *drafts.CHECKS,
        *reports.CHECKS,
        *trust.CHECKS,
        *blocking.CHECKS,
        *reactions.CHECKS,
        *bookmarks.CHECKS,
        *exports.CHECKS,
        *enquiries.CHECKS,
        *moderation.CHECKS,
        *search.CHECKS,
        *vocabulary_checks(),
        *event_log.CHECKS,
        *outgoing_mail.CHECKS,
        *served_html_checks(),
    ]
