"""What a browser tells about its subscription."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from forum.push.addresses import MAX_LENGTH, is_allowed_endpoint
from forum.push.encryption import are_browser_keys


class SubscriptionForm(forms.Form):
    """The script push.js fills in the fields."""

    endpoint = forms.CharField(max_length=MAX_LENGTH, widget=forms.HiddenInput, required=False)
    p256dh = forms.CharField(max_length=100, widget=forms.HiddenInput, required=False)
    auth = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        endpoint, p256dh, auth = (fields.get(name, "") for name in ("endpoint", "p256dh", "auth"))
        if not (is_allowed_endpoint(endpoint) and are_browser_keys(p256dh, auth)):
            raise forms.ValidationError(
                _("Your browser did not send what is needed. Please try again.")
            )
        return fields
