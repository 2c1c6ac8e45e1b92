"""When a page was made. "Mark all as read" means what the page showed, not what came later."""

from datetime import datetime

from django import forms
from django.http import HttpRequest
from django.utils import timezone


class PageTimeForm(forms.Form):
    """until: ISO 8601. Templates write {{ page_time|date:"c" }}."""

    until = forms.DateTimeField()


def read_page_time(request: HttpRequest) -> datetime:
    """When the page was made that contains the sent form; now, if the form does not say it."""
    form, now = PageTimeForm(request.POST), timezone.now()
    return min(form.cleaned_data["until"], now) if form.is_valid() else now
