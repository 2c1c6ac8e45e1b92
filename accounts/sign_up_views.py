"""The pages after the form of sign-up: sending the link again, and the welcome form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, sign_up_mail
from accounts.time_zones import current_time_zone
from accounts.username_proposals import propose_username
from accounts.views import MemberRequest, page_or_form
from accounts.welcome_form import WelcomeForm
from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits, saved_text
from collective_brain.web.browser_languages import browser_languages
from collective_brain.web.redirects import safe_url
from collective_brain.web.time_zones import browser_time_zone_name

FIRST_STEPS = "pages:first_steps"


@require_POST
def send_link_again(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether or not the address has an account."""
    email = sign_up_mail.remembered_address(request)
    if not email:
        return redirect("account_signup")
    if wait := sign_up_mail.send_again(request, email):
        messages.error(request, rate_limits.wait_message(wait))
        return render(request, "account/verification_sent.html", status=429)
    messages.success(request, _("We have sent the link again."))
    return redirect("account_email_verification_sent")


@never_cache
@login_required
@page_or_form
def finish_sign_up(request: MemberRequest) -> HttpResponse:
    next_url = _next_url(request)
    if request.user.has_finished_sign_up:
        return redirect(next_url)
    form = WelcomeForm(request.POST or None, member=request.user, initial=_proposals(request))
    if form.is_valid():
        try:
            actions.finish_sign_up(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(FIRST_STEPS if next_url == "/" else next_url)
    context = {"form": form, "next": next_url}
    return render(request, "members/welcome.html", context, status=422 if form.is_bound else 200)


def _proposals(request: HttpRequest) -> dict[str, object]:
    """What the browser says about its reader."""
    return {
        "time_zone": current_time_zone(browser_time_zone_name(request) or "UTC"),
        "languages": browser_languages(request),
    }


@never_cache
@require_safe
def proposed_username(request: HttpRequest) -> HttpResponse:
    """{"username": "ana.perez"} for ?name=, for a script; "" for visitors."""
    if not request.user.is_authenticated:
        return JsonResponse({"username": ""})
    if wait := form_responses.count_request("suggest", request):
        return JsonResponse({"wait": wait}, status=429)
    name = request.GET.get("name", "")[:60]
    member: MemberRequest = request  # type: ignore[assignment]
    return JsonResponse({"username": propose_username(member.user, name)})


def _next_url(request: HttpRequest) -> str:
    """The page that the member wanted, or the form of their newest saved text, or the home page."""
    requested = request.POST.get("next") or request.GET.get("next", "")
    return safe_url(request, requested) or saved_text.newest_form_url(request) or "/"
