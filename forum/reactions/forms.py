from django import forms

from forum.contributions.reaction_kinds import ReactionKind


class ReactionForm(forms.Form):
    """on: whether the reaction is there afterwards, so that a repeat changes nothing."""

    kind = forms.TypedChoiceField(choices=ReactionKind.choices, coerce=ReactionKind)
    on = forms.TypedChoiceField(
        choices=[("1", "on"), ("0", "off")], coerce=lambda value: value == "1"
    )
