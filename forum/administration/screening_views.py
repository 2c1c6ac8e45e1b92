"""What waits before it is published: the emergency switch, and watched words."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.administration.access import member_administrators_only
from collective_brain.errors import Refused
from forum.administration.forms import AllWaitForm, WatchedWordForm
from forum.screening import actions, word_actions
from forum.screening.models import AllWait, WatchedWord

PAGE = "administration:screening"


@require_safe
@member_administrators_only
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@member_administrators_only
def let_all_wait(request: HttpRequest) -> HttpResponse:
    """All new posts wait for some hours."""
    form = AllWaitForm(request.POST)
    if form.is_valid():
        ends_at = timezone.now() + form.cleaned_data["length"]
        try:
            actions.let_all_wait(_administrator(request), ends_at=ends_at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("All new posts wait for a facilitator now."))
            return redirect(PAGE)
    return _page(request, all_wait_form=form)


@require_POST
@member_administrators_only
def end_all_wait(request: HttpRequest) -> HttpResponse:
    actions.end_all_wait(_administrator(request))
    messages.success(request, _("New posts appear at once again."))
    return redirect(PAGE)


@require_POST
@member_administrators_only
def add_word(request: HttpRequest) -> HttpResponse:
    form = WatchedWordForm(request.POST, auto_id="word_%s")
    if form.is_valid():
        try:
            word_actions.add_word(_administrator(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The word has been added."))
            return redirect(PAGE)
    return _page(request, word_form=form)


@require_POST
@member_administrators_only
def remove_word(request: HttpRequest, word_id: int) -> HttpResponse:
    word = get_object_or_404(WatchedWord, pk=word_id)
    word_actions.remove_word(word, _administrator(request))
    messages.success(request, _("The word has been removed."))
    return redirect(PAGE)


def _administrator(request: HttpRequest) -> Any:
    return request.user


def _page(
    request: HttpRequest,
    *,
    all_wait_form: AllWaitForm | None = None,
    word_form: WatchedWordForm | None = None,
) -> HttpResponse:
    context = {
        "all_wait": AllWait.objects.current(),
        "all_wait_form": all_wait_form or AllWaitForm(),
        "words": WatchedWord.objects.order_by("folded", "pk"),
        "word_form": word_form or WatchedWordForm(auto_id="word_%s"),
    }
    status = 422 if all_wait_form or word_form else 200
    return render(request, "administration/screening.html", context, status=status)
