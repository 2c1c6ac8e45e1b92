"""Pages of a member's own account."""

from django.conf import settings as site_settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language as set_language_cookie

from accounts import actions, former_members
from accounts.forms import CloseForm, SettingsForm
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import form_responses


class MemberRequest(HttpRequest):
    """A request after login_required."""

    user: Member


page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@page_or_form
def profile_settings(request: MemberRequest) -> HttpResponse:
    if not request.user.has_finished_sign_up:
        return redirect("members:welcome")
    initial = {field: getattr(request.user, field) for field in actions.PROFILE_FIELDS}
    initial["language"] = initial["language"] or request.LANGUAGE_CODE
    form = SettingsForm(request.POST or None, initial=initial)
    if form.is_valid():
        if wait := form_responses.count_request("profile", request):
            form_responses.add_rate_limit_error(form, wait)
            return render(request, "members/settings.html", {"form": form}, status=429)
        try:
            actions.change_profile(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            language = form.cleaned_data["language"]
            with translation.override(language):  # the message appears on the next page
                messages.success(request, _("Your profile has been saved."))
            return _set_language_cookie(redirect("members:settings"), language)
    return render(
        request, "members/settings.html", {"form": form}, status=422 if form.is_bound else 200
    )


@never_cache
@login_required
@page_or_form
@sensitive_post_parameters("password")
def close_account(request: MemberRequest) -> HttpResponse:
    form = CloseForm(request.POST or None, member=request.user)
    if form.is_valid():
        owner = Member.objects.get(pk=request.user.pk)
        empties_texts = form.cleaned_data["empties_texts"]
        try:
            actions.close_account(request.user, by=request.user, empties_texts=empties_texts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not empties_texts:
                former_members.email_link(owner, request)
            logout(request)
            return render(request, "members/closed.html")
    return render(
        request, "members/close.html", {"form": form}, status=422 if form.is_bound else 200
    )


@never_cache
@page_or_form
def empty_texts(request: HttpRequest, token: str) -> HttpResponse:
    """A former member empties the texts that stayed. Nobody is signed in."""
    member = former_members.find(token)
    if member is None:
        raise Http404
    if request.method == "POST":
        actions.empty_texts(member.pk)
        member.refresh_from_db()
    return render(request, "members/empty_texts.html", {"is_done": bool(member.texts_emptied_at)})


@never_cache
@require_safe
def csrf_token(request: HttpRequest) -> JsonResponse:
    """The id of the member and their CSRF token, for texts that an older page sends."""
    return JsonResponse({"member": request.user.pk, "token": get_token(request)})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Store the language in a cookie, and in the account so that other devices use it too."""
    language = request.POST.get("language", "")
    is_known = language in dict(site_settings.LANGUAGES) and check_for_language(language)
    if request.user.is_authenticated and is_known:
        actions.set_language(request.user, language)
    return set_language_cookie(request)


def _set_language_cookie(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        site_settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=site_settings.LANGUAGE_COOKIE_AGE,
        secure=site_settings.LANGUAGE_COOKIE_SECURE,
        httponly=site_settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
