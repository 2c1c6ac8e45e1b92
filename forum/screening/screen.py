"""Decide whether a new text waits for a facilitator. `screen` is called before every one.

It costs one query while nothing lets texts wait.
"""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from forum.contributions.models import nonce_refusal
from forum.contributions.screening_hook import NewText, TextHeld
from forum.screening import actions
from forum.screening.models import HeldPost, SiteState, site_state
from forum.screening.reasons import Reason
from forum.topics.models import Post


def screen(text: NewText) -> None:
    """Raises TextHeld if the text has to wait, and Refused if it may not be sent."""
    state = site_state(text.author.pk, text.nonce)
    if state.held_id:
        _answer_repeat(HeldPost.objects.get(pk=state.held_id), text)
    reason = _reason(text, state)
    if not reason or text.theme.is_facilitated_by(text.author):
        return
    if text.is_message:
        raise Refused(
            _("%(reason)s A chat message cannot wait: write it in a topic instead.")
            % {"reason": reason.label}
        )
    held = actions.hold(text, reason)
    raise TextHeld(waiting_sentence(held), held)


def was_held(author: Member, nonce: UUID) -> bool:
    return HeldPost.objects.filter(author=author.pk, nonce=nonce).exists()


def waiting_sentence(held: HeldPost) -> str:
    return _("Your text is stored, and a facilitator will read it before it is published.") + (
        f" {Reason(held.reason).label}"
    )


def _answer_repeat(held: HeldPost, text: NewText) -> None:
    """A repeated request gets the answer of the first one, unless it has another text."""
    is_edited = held.version != 1
    if held.is_waiting and (is_edited or held.source == text.source):
        raise TextHeld(waiting_sentence(held), held)
    raise Refused(nonce_refusal())


def _reason(text: NewText, state: SiteState) -> Reason | None:
    """The first reason that applies. Members who decide about held texts do not wait."""
    if state.all_wait:
        return Reason.ALL_WAIT
    if text.theme.first_posts_wait and _is_new(text.author):
        return Reason.FIRST_POST
    return None


def _is_new(author: Member) -> bool:
    """Whether the member has fewer than FIRST_POSTS posts that everybody can read."""
    posts = Post.objects.filter(author=author, hidden_at=None, deleted_at=None)
    return len(posts.values_list("pk")[: settings.FIRST_POSTS]) < settings.FIRST_POSTS
