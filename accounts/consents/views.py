"""The page on which a member reads what changed, accepts it, and sees what the site knows."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.acts.models import Act
from accounts.consents import actions, versions
from accounts.consents.models import Consent
from collective_brain.errors import Refused
from collective_brain.web import saved_text
from collective_brain.web.numbers import parse_number
from collective_brain.web.redirects import safe_url

SHOWN = 50  # times that an administrator saw the site as the member


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_privacy(request: HttpRequest) -> HttpResponse:
    """POST accepts the version of the form, and leads to where the member was."""
    if request.method != "POST":
        return _page(request)
    try:
        actions.accept(_member(request), version=parse_number(request.POST.get("version", ""), 0))
    except Refused as refusal:
        return _page(request, refusal=str(refusal))
    messages.success(request, _("Thank you. You can write again."))
    return redirect(_next_url(request) or reverse("consents:own"))


def _page(request: HttpRequest, *, refusal: str = "") -> HttpResponse:
    member = _member(request)
    context = {
        "newest": versions.newest(),
        "changes": versions.newer_than(member.accepted_version),
        "consents": Consent.objects.of(member),
        "seen_as": Act.objects.filter(member=member, verb="SeenAs").order_by("-pk")[:SHOWN],
        "next": _next_url(request),
        "refusal": refusal,
    }
    return render(request, "consents/own.html", context, status=422 if refusal else 200)


def _next_url(request: HttpRequest) -> str:
    """The page that the member wanted, or the form of their newest saved text."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return safe_url(request, wanted) or saved_text.newest_form_url(request)


def _member(request: HttpRequest) -> Any:
    return request.user
