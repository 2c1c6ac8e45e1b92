"""One's own account."""

from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language as keep_language

from accounts import actions
from accounts.forms import CloseForm, SettingsForm, WelcomeForm
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import saved_text
from collective_brain.web.redirects import safe_url


class MemberRequest(HttpRequest):
    """What login_required lets through."""

    user: Member


require_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@require_form
def finish_sign_up(request: MemberRequest) -> HttpResponse:
    onward = _onward(request)
    if request.user.has_finished_sign_up:
        return redirect(onward)
    form = WelcomeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.finish_sign_up(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(onward)
    page = {"form": form, "next": onward}
    return render(request, "members/welcome.html", page, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_form
def profile_settings(request: MemberRequest) -> HttpResponse:
    if not request.user.has_finished_sign_up:
        return redirect("members:welcome")
    now = {field: getattr(request.user, field) for field in actions.PROFILE}
    form = SettingsForm(
        request.POST or None, initial=now | {"language": now["language"] or request.LANGUAGE_CODE}
    )
    if form.is_valid():
        try:
            actions.change_profile(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            with translation.override(form.cleaned_data["language"]):  # the next page's
                messages.success(request, _("Your profile is saved."))
            return _spoken_in(form.cleaned_data["language"], redirect("members:settings"))
    return render(
        request, "members/settings.html", {"form": form}, status=422 if form.is_bound else 200
    )


@never_cache
@login_required
@require_form
@sensitive_post_parameters("password")
def close_account(request: MemberRequest) -> HttpResponse:
    form = CloseForm(request.POST or None, member=request.user)
    if form.is_valid():
        try:
            actions.close_account(request.user, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            return render(request, "members/closed.html")
    return render(
        request, "members/close.html", {"form": form}, status=422 if form.is_bound else 200
    )


@never_cache
@require_safe
def csrf_token(request: HttpRequest) -> JsonResponse:
    """{member, token}: who is signed in here, and what protects their forms, for texts sent from an older page."""
    return JsonResponse({"member": request.user.pk, "token": get_token(request)})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The choice lasts: in a cookie of this browser, and for a member on their other devices too."""
    language = request.POST.get("language", "")
    if (
        request.user.is_authenticated
        and language in dict(site.LANGUAGES)
        and check_for_language(language)
    ):
        actions.set_language(request.user, language)
    return keep_language(request)


def _onward(request: HttpRequest) -> str:
    """Where one wanted to go, else where text waits, else home."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return safe_url(request, asked) or saved_text.newest_form_url(request) or "/"


def _spoken_in(language: str, response: HttpResponse) -> HttpResponse:
    response.set_cookie(
        site.LANGUAGE_COOKIE_NAME,
        language,
        max_age=site.LANGUAGE_COOKIE_AGE,
        secure=site.LANGUAGE_COOKIE_SECURE,
        httponly=site.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
