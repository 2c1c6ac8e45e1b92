"""The draft of a form on the pages of other packages.

The tag sends no query for a visitor, and none when the member has no draft for the form.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.forms import Form

from forum import markup
from forum.drafts.models import Draft

register = template.Library()


@dataclass(frozen=True)
class FormDraft:
    """The draft of one form.

    `is_enabled`: the reader is a member, so the server saves drafts. `typed_by`: the key of that
    member. `draft`: the open draft of the place, or None. `sequence`: that of the draft on which
    the text in the form builds. `is_filled_in`: the form shows the draft. `is_outdated`: what the
    draft edits was changed since.
    """

    place: str
    is_enabled: bool = False
    typed_by: int = 0
    draft: Draft | None = None
    sequence: str = "0"
    is_filled_in: bool = False
    is_outdated: bool = False

    @property
    def reply_to(self) -> str:
        """The post or message that the draft in the form answers, as "#3", or ""."""
        number = self.draft.fields.get("reply_to") if self.draft and self.is_filled_in else ""
        return f"#{number}" if number else ""

    @property
    def saved_at(self) -> datetime | None:
        return self.draft.saved_at if self.draft else None


@register.simple_tag(takes_context=True)
def fill_in_draft(
    context: Any, form: Form, kind: str, key: object, has_saved_text: bool = False
) -> FormDraft:
    """{% fill_in_draft form "start" theme.pk has_saved_text as draft %}: the draft of the form.

    The tag fills the draft into the form, so it comes before everything that shows the form. A text
    that was sent with the form, and a text that was saved during sign-in, are newer than any draft.
    """
    request, place = context["request"], f"{kind}:{key}"
    if not request.user.is_authenticated:
        return FormDraft(place)
    draft = Draft.objects.open_at(request.user, place)
    if form.is_bound:
        sequence = str(form.data.get("sequence", "0"))
        return FormDraft(
            place, is_enabled=True, typed_by=request.user.pk, draft=draft, sequence=sequence
        )
    if draft is None or has_saved_text:
        return FormDraft(place, is_enabled=True, typed_by=request.user.pk, draft=draft)
    current_version = str(form.initial.get("version"))
    _fill_in(form, draft)
    return FormDraft(
        place,
        is_enabled=True,
        typed_by=request.user.pk,
        draft=draft,
        sequence=str(draft.sequence),
        is_filled_in=True,
        is_outdated=str(form.initial.get("version")) != current_version,
    )


def _fill_in(form: Form, draft: Draft) -> None:
    """Set the fields of the draft as the initial values of the form.

    A `reply_to` that is in the address wins over the one of the draft. A quotation that is in the
    address comes after the text of the draft.
    """
    quotation = form.fields["source"].widget.attrs.get("data-quotation")
    for name in form.fields:
        if name == "reply_to" and form.initial.get(name):
            continue
        # A draft without a language has the automatic one.
        if name in draft.fields or name == "language":
            value = draft.fields.get(name, "")
            if name == "source" and quotation:
                value = markup.append_quotation(value, quotation)
            form.initial[name] = value
            form[name].initial = value  # the page may already have read form[name]
