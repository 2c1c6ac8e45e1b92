"""The forms that split and merge topics, and what one types into them."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from forum.facilitation.move_actions import MAX_MOVED
from forum.themes.models import Theme
from forum.topics.models import MAX_NOTE, Topic

_PIECE = re.compile(r"([0-9]{1,9})(?:(-)([0-9]{1,9})?)?")


class NumbersField(forms.CharField):
    """Numbers of posts: "5, 7-9, 12-". The last one means 12 and all that follow."""

    last_number = 0  # of the topic

    def to_python(self, value: str | None) -> list[int]:  # type: ignore[override]
        text = (super().to_python(value) or "").replace("–", "-").replace("#", "")
        numbers: set[int] = set()
        for piece in filter(None, re.split(r"[\s,;]+", re.sub(r"\s*-\s*", "-", text))):
            match = _PIECE.fullmatch(piece)
            if not match:
                raise forms.ValidationError(
                    _now("Type numbers such as 5, 7-9 or 12- (12 and all that follow).")
                )
            numbers.update(self._range(*match.groups()))
        return sorted(numbers)

    def _range(self, first: str, dash: str | None, last: str | None) -> range:
        end = int(last) if last else self.last_number if dash else int(first)
        numbers = range(int(first), end + 1)
        if len(numbers) > MAX_MOVED:
            raise forms.ValidationError(
                _now("Move at most %(most)d posts at once.") % {"most": MAX_MOVED}
            )
        return numbers


class SplitForm(forms.Form):
    numbers = NumbersField(
        label=_("Numbers of the posts"),
        max_length=500,
        help_text=_("5, 7-9 or 12- (12 and all that follow)"),
    )
    title = forms.CharField(
        label=_("Title of the new topic"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    theme: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Theme"), empty_label=None
    )
    note = forms.CharField(
        label=_("Note at the top of the new topic"),
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, member: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = Theme.objects.open_to(member)
        if not permissions.may_administer(member):  # every theme is theirs
            themes = themes.filter(pk__in=Theme.objects.facilitated_by(member))
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]
        self.fields["numbers"].last_number = topic.last_number  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    target = forms.CharField(
        label=_("Address or number of the other topic"),
        max_length=300,
        help_text=_("For example /topics/17/"),
    )
    understood = forms.BooleanField(
        label=_("I know that this cannot be undone, except by splitting the topic again")
    )

    def __init__(self, *args: Any, member: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_target(self) -> Topic:
        """What `member` may not see does not exist for them."""
        text = self.cleaned_data["target"].strip()
        match = re.search(r"/topics/([0-9]{1,9})", text) or re.fullmatch(r"#?([0-9]{1,9})", text)
        topics = Topic.objects.visible_to(self.member).select_related("theme")
        topic = topics.filter(pk=int(match[1])).first() if match else None
        if topic is None:
            raise forms.ValidationError(_now("There is no such topic."))
        return topic

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("understood", None)
        return cleaned
