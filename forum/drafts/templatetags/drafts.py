"""What other slices' forms show of drafts. For visitors, and where there is no draft, a tag costs no query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.forms import Form
from django.utils import timezone

from forum import markup
from forum.drafts.models import Draft

register = template.Library()


@dataclass(frozen=True)
class Begun:
    """What a form goes on from. draft: its place's draft or None; sequence: what the form's text builds on;
    is_shown: whether the form holds the draft; is_outdated: whether what it edits was changed since."""

    place: str
    is_kept: bool = False
    draft: Draft | None = None
    sequence: str = "0"
    is_shown: bool = False
    is_outdated: bool = False

    @property
    def reply_to(self) -> str:
        """What the draft in the form answers, as "#3"; "" when it answers nothing."""
        number = self.draft.fields.get("reply_to") if self.draft and self.is_shown else ""
        return f"#{number}" if number else ""

    @property
    def saved_at(self) -> datetime:
        return self.draft.saved_at if self.draft else timezone.now()


@register.simple_tag(takes_context=True)
def begun(context: Any, form: Form, kind: str, key: object, waited: bool = False) -> Begun:
    """{% begun form "start" theme.pk waited as draft %}: fills the draft of this place into the form.

    Comes before anything that shows the form. What the form was sent with, and a text that `waited` through a
    sign-in, are newer than any draft.
    """
    request, place = context["request"], f"{kind}:{key}"
    if not request.user.is_authenticated:
        return Begun(place)
    draft = Draft.objects.at(request.user, place)
    if form.is_bound:
        return Begun(place, True, draft, sequence=str(form.data.get("sequence", "0")))
    if draft is None or waited:
        return Begun(place, True, draft)
    version = form.initial.get("version")
    _fill(form, draft)
    is_outdated = form.initial.get("version") not in (version, str(version))
    return Begun(place, True, draft, str(draft.sequence), True, is_outdated)


def _fill(form: Form, draft: Draft) -> None:
    """The draft's fields as the form's initial ones; a post to answer that the address names wins, and the words that
    it quotes come after the draft's."""
    quotation = form.fields["source"].widget.attrs.get("data-quotation")
    for name in form.fields:
        if name == "reply_to" and form.initial.get(name):
            continue
        if (
            name in draft.fields or name == "language"
        ):  # a language that is not there was "automatic"
            form.initial[name] = draft.fields.get(name, "")
            if name == "source" and quotation:
                form.initial[name] = markup.append_quotation(form.initial[name], quotation)
            form[name].initial = form.initial[name]  # the page may have looked at it before
