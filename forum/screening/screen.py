"""Decide whether a new text waits for a facilitator. `screen` is called before every one.

It costs one query while nothing lets texts wait.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from forum.contributions.models import nonce_refusal
from forum.contributions.screening_hook import EditedText, NewText, TextHeld
from forum.screening import actions
from forum.screening.models import Effect, HeldPost, SiteState, site_state
from forum.screening.reasons import Reason, State
from forum.screening.watched_words import (
    find_added,
    find_watched,
    folded_phrase,
    watched_sentence,
)
from forum.topics.models import Post

MOST_COMPARED = 20  # of the newest texts of the author
OWN_REPLY_WAITS = """EXISTS (SELECT 1 FROM screening_heldpost AS own
    WHERE own.author_id = %s AND own.topic_id = topics_topic.id AND own.state = %s)"""


def screen(text: NewText) -> None:
    """Raises TextHeld if the text has to wait, and Refused if it may not be sent."""
    state = site_state(text.author.pk, text.nonce)
    if state.held_id:
        _answer_repeat(HeldPost.objects.get(pk=state.held_id), text)
    reason, refused_word = _reason(text, state)
    if not (reason or refused_word) or text.theme.is_facilitated_by(text.author):
        return
    if not reason:
        raise Refused(watched_sentence(refused_word))
    if text.is_message:
        raise Refused(
            _("%(reason)s A chat message cannot wait: write it in a topic instead.")
            % {"reason": reason.label}
        )
    held = actions.hold(text, reason)
    raise TextHeld(waiting_sentence(held), held)


def screen_edit(text: EditedText) -> None:
    """Raises Refused if the edit adds watched words. Otherwise an edit would be the way round them.

    A published text cannot wait. Words that it has already may stay.
    """
    word = find_added(text.before, text.after, text.language)
    if word is None or text.theme.is_facilitated_by(text.editor):
        return
    if word.effect == Effect.REFUSE:
        raise Refused(watched_sentence(word.words))
    raise Refused(
        _("%(reason)s A change cannot wait: write it in a new post instead.")
        % {"reason": Reason.WORD.label}
    )


def was_held(author: Member, nonce: UUID) -> bool:
    return HeldPost.objects.filter(author=author.pk, nonce=nonce).exists()


def own_reply_waits(reader: Member) -> RawSQL:
    """Whether a reply of `reader` waits in the topic of the row. Every topic page asks it.

    Plain SQL, because the ORM takes longer to build the subquery than the database to answer it.
    """
    return RawSQL(OWN_REPLY_WAITS, [reader.pk, State.WAITING.value], models.BooleanField())


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


def _reason(text: NewText, state: SiteState) -> tuple[Reason | None, str]:
    """The first reason why the text waits, or the word for which it is refused."""
    all_text = f"{text.title}\n{text.source}"
    watched = find_watched(all_text, text.language, state.words_version)
    if watched and watched.effect == Effect.REFUSE:
        return None, watched.words
    if state.all_wait:
        return Reason.ALL_WAIT, ""
    if watched:
        return Reason.WORD, ""
    if text.is_message:
        return None, ""
    return _reason_of_post(text), ""


def _reason_of_post(text: NewText) -> Reason | None:
    if text.arrival.is_trapped:
        return Reason.TRAP
    if text.theme.first_posts_wait and _is_new(text.author):
        return Reason.FIRST_POST
    if settings.SAME_TEXT_PLACES and _is_repeated(text):
        return Reason.SAME_TEXT
    return None


def _is_repeated(text: NewText) -> bool:
    """Whether the author has sent the same words to other places in the last day."""
    since = timezone.now() - timedelta(days=1)
    posts = Post.objects.filter(author=text.author, created_at__gte=since).order_by("-pk")
    held = HeldPost.objects.waiting().filter(author=text.author, created_at__gte=since)
    rows = [
        *posts.values_list("topic", "source")[:MOST_COMPARED],
        *held.order_by("-pk").values_list("topic", "source")[:MOST_COMPARED],
    ]
    here = text.conversation.pk if text.conversation else None
    words = folded_phrase(text.source)
    others = [topic for topic, source in rows if folded_phrase(source) == words and topic != here]
    new_topics = [topic for topic in others if topic is None]  # each is a place of its own
    places = len(set(others) - {None}) + len(new_topics) + 1
    return places >= settings.SAME_TEXT_PLACES


def _is_new(author: Member) -> bool:
    """Whether the member has fewer than FIRST_POSTS posts that everybody can read."""
    posts = Post.objects.filter(author=author, hidden_at=None, deleted_at=None)
    return len(posts.values_list("pk")[: settings.FIRST_POSTS]) < settings.FIRST_POSTS
