"""The page on which a member turns push messages on and off for a device."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from forum.push import actions, encryption
from forum.push.forms import SubscriptionForm
from forum.push.models import DEVICE_IN_SESSION, PushSubscription


@never_cache
@login_required
@require_safe
def push_settings(request: HttpRequest) -> HttpResponse:
    return _page(request, SubscriptionForm())


@never_cache
@login_required
@require_POST
def turn_on(request: HttpRequest) -> HttpResponse:
    if not encryption.is_configured():
        raise Http404
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    session_key = str(request.session.session_key)
    try:
        device = actions.turn_on(request.user, session_key=session_key, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    request.session[DEVICE_IN_SESSION] = device.pk
    messages.success(request, _("This device shows your notifications from now on."))
    return redirect("push:settings")


@login_required
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    actions.turn_off(request.user, session_key=request.session.session_key)
    messages.success(request, _("This device shows no notifications any more."))
    return redirect("push:settings")


@login_required
@require_POST
def turn_off_everywhere(request: HttpRequest) -> HttpResponse:
    actions.turn_off_everywhere(request.user)
    messages.success(request, _("None of your devices shows notifications any more."))
    return redirect("push:settings")


def _page(request: HttpRequest, form: SubscriptionForm) -> HttpResponse:
    member: Any = request.user
    own = PushSubscription.objects.of_session(member, request.session.session_key)
    others = PushSubscription.objects.filter(member=member).exclude(pk__in=own.values("pk"))
    context = {
        "form": form,
        "key": encryption.public_key() if encryption.is_configured() else "",
        "is_on": own.exists(),
        "others": others.count(),
    }
    return render(request, "push/settings.html", context, status=422 if form.is_bound else 200)
