"""The version of a row that a form shows, so that a form from before a change is refused.

The form sends the version back in a hidden field, and the action compares it under the lock.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

LENGTH = 16  # hexadecimal digits


class VersionForm(forms.Form):
    """seen: the version of what the page showed."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


def row_version(row: Any, fields: Iterable[str]) -> str:
    """A short text that changes when one of `fields` changes."""
    values = [str(getattr(row, field)) for field in fields]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:LENGTH]


def refuse_stale(seen: str, stored: str) -> str:
    """Why a form that shows the version `seen` may not overwrite the version `stored`.

    seen: "" for a caller that does not compare.
    """
    if not seen or seen == stored:
        return ""
    return _(
        "Somebody changed this after you opened the page. Nothing has been saved. Look at what is "
        "stored now, then send the form again."
    )


def set_seen_version(form: forms.Form, version: str) -> None:
    """Let a refused form be sent again: the page that shows it shows `version`, too."""
    form.data = {**form.data.dict(), "seen": version}  # type: ignore[attr-defined]


def show_stored_values(form: forms.Form, row: Any, fields: Iterable[str], version: str) -> None:
    """Keep what was typed, and show beside each field what the row contains instead."""
    set_seen_version(form, version)
    for name in fields:
        stored = str(getattr(row, name))
        if form.data.get(name, "") != stored:
            form[name].help_text = _("Stored now: %(value)s") % {"value": stored or "—"}
