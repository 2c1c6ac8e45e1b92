"""Who may change a text that waits, and who decides about it (decisions 10 and 93)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from forum.screening.models import HeldPost, WatchedWord
from forum.screening.reasons import State
from forum.themes.rules import refuse_archived, refuse_facilitation, refuse_writing_in

MOST_WATCHED = 500  # words and phrases
MOST_WORDS_IN_PHRASE = 5
MOST_WAITING = 20  # texts of one member
LONGEST_PERIOD = timedelta(days=31)


def refuse_hold(author: Any) -> str:
    """Why no further text of `author` can wait."""
    if HeldPost.objects.waiting().filter(author=author.pk).count() < MOST_WAITING:
        return ""
    return _(
        "%(count)d of your texts wait for a facilitator. Wait for the answers before you send more."
    ) % {"count": MOST_WAITING}


def refuse_change(member: Any, held: HeldPost) -> str:
    """Why `member` may not take a text back."""
    if held.author_id != member.pk:
        return _("Only the author can change a text that waits.")
    return "" if held.is_waiting else decided_sentence(held)


def refuse_edit(member: Any, held: HeldPost, *, version: int) -> str:
    if refusal := refuse_change(member, held) or permissions.refuse_writing(member):
        return refusal
    if held.version != version:
        return _("You have changed this text in another window. Compare the two, then save again.")
    return ""


def refuse_decision(member: Any, held: HeldPost, *, state: State = State.WAITING) -> str:
    """Why `member` may not decide about `held`: nobody decides about themselves.

    state: REJECTED for the decision about an appeal.
    """
    if held.author_id == member.pk:
        return _("You cannot decide about your own text.")
    if refusal := refuse_facilitation(member, held.home_theme):
        return refusal
    return "" if held.state == state else decided_sentence(held)


def refuse_unread(held: HeldPost, version: int) -> str:
    """Nobody publishes or rejects a text that they have not read."""
    if held.version == version:
        return ""
    return _("The author has changed the text since you opened this page. Read it again.")


def refuse_publication(held: HeldPost) -> str:
    """Why the text cannot be published now, as a sentence for the facilitator.

    The action of the author is asked again under the lock; its sentences are for the author.
    """
    author, topic, theme = held.author, held.topic, held.home_theme
    if permissions.refuse_writing(author):
        return _(
            "%(name)s may not write at the moment, so the text cannot be published. Reject it, or "
            "wait until the sanction has ended."
        ) % {"name": author.get_full_name()}
    if topic and topic.hidden_at:
        return _("The topic is hidden, so the text cannot be published. Show it first, or reject.")
    if topic and topic.closed_at and not theme.is_facilitated_by(author):
        return _(
            "The topic has been closed, so the text cannot be published. Open the topic "
            "first, or reject the text."
        )
    if refusal := refuse_archived(theme):
        return refusal
    if refuse_writing_in(author, theme):
        return _("%(name)s may no longer write in this theme, so the text cannot be published.") % {
            "name": author.get_full_name()
        }
    return ""


def refuse_rejection(why: str) -> str:
    return "" if why.strip() else _("Give a reason; the author will see it.")


def refuse_period(by: Any, ends_at: datetime | None = None) -> str:
    """Why `by` may not let all new posts wait until `ends_at`, or end that."""
    if not permissions.may_change_members(by):
        return _("Only administrators can do this.")
    if ends_at and not timezone.now() < ends_at <= timezone.now() + LONGEST_PERIOD:
        return _("Choose an end in the next %(days)d days.") % {"days": LONGEST_PERIOD.days}
    return ""


def refuse_words(by: Any) -> str:
    """Why `by` may not change the list of watched words."""
    return "" if permissions.may_change_members(by) else _("Only administrators can do this.")


def refuse_word(by: Any, folded: str) -> str:
    """Why `by` may not add this word. folded: as texts are compared."""
    if refusal := refuse_words(by):
        return refusal
    count = len(folded.split())
    if not 1 <= count <= MOST_WORDS_IN_PHRASE:
        return _("Enter one word, or a phrase of at most %(count)d words.") % {
            "count": MOST_WORDS_IN_PHRASE
        }
    if WatchedWord.objects.count() >= MOST_WATCHED:
        return _("The list has %(count)d words. Remove some before you add more.") % {
            "count": MOST_WATCHED
        }
    return ""


def decided_sentence(held: HeldPost) -> str:
    name = held.decided_by.get_full_name() if held.decided_by else ""
    return _("Already decided by %(name)s: %(state)s.") % {
        "name": name,
        "state": held.get_state_display(),
    }
