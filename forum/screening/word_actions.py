"""What administrators do with the list of watched words."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.acts.targets import ActTarget, TargetKind
from accounts.models import Member
from collective_brain.errors import Refused
from forum.screening import rules
from forum.screening.events import WatchedWordAdded, WatchedWordRemoved
from forum.screening.models import WatchedWord
from forum.screening.watched_words import folded_phrase


def add_word(by: Member, *, words: str, language: str, effect: str) -> WatchedWord:
    """Watch for a word or a phrase. Raises Refused."""
    folded = folded_phrase(words)
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_word(by, folded):
            raise Refused(refusal)
        fields = {"words": words, "folded": folded, "language": language, "effect": effect}
        try:
            with transaction.atomic():
                word = WatchedWord.objects.create(by=by, **fields)
        except IntegrityError:
            raise Refused(_("This word is in the list already.")) from None
        recording.record(WatchedWordAdded(word.pk, by=by.pk), _site(), after=_values(word))
    return word


def remove_word(word: WatchedWord, by: Member) -> None:
    """Do not watch for a word any more. A repeat changes nothing. Raises Refused."""
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_words(by):
            raise Refused(refusal)
        if WatchedWord.objects.filter(pk=word.pk).delete()[0]:
            recording.record(WatchedWordRemoved(word.pk, by=by.pk), _site(), before=_values(word))


def _site() -> ActTarget:
    return ActTarget(TargetKind.SITE)


def _values(word: WatchedWord) -> dict[str, Any]:
    return {"words": word.words, "language": word.language, "effect": str(word.effect)}
