"""The QR code for an authenticator app, and the sessions of a member. allauth serves the rest."""

from io import BytesIO
from typing import Any

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from qrcode.image.svg import SvgPathFillImage

from accounts import actions, sessions, user_agents
from collective_brain.web import form_responses, rate_limits


@never_cache
@login_required
@require_safe
def totp_qr_code(request: HttpRequest) -> HttpResponse:
    """The secret of the new app as a QR code, black on white in dark mode too."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    svg = BytesIO()
    totp_url = get_adapter().build_totp_url(request.user, secret)
    qrcode.make(totp_url, image_factory=SvgPathFillImage).save(svg)
    return HttpResponse(svg.getvalue(), content_type="image/svg+xml")


@never_cache
@login_required
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    current_key = request.session.session_key
    rows = [
        _session_row(session, is_current=session.session_key == current_key)
        for session in sessions.list_sessions(request)
    ]
    context = {"sessions": rows, "has_other_sessions": len(rows) > 1}
    return render(request, "members/sessions.html", context)


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    return _end_sessions(request, only=session_id)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    return _end_sessions(request)


def _session_row(session: Any, *, is_current: bool) -> dict[str, Any]:
    return {
        "pk": session.pk,
        "device": user_agents.describe_user_agent(session.user_agent),
        "address": "" if session.ip == rate_limits.UNKNOWN_ADDRESS else session.ip,
        "since": session.created_at,
        "is_current": is_current,
    }


def _end_sessions(request: HttpRequest, only: int | None = None) -> HttpResponse:
    if response := form_responses.redirect_to_sign_in(request, "/accounts/sessions/"):
        return response
    member = form_responses.signed_in_member(request)
    ended = actions.end_sessions(member, but=request.session.session_key or "", only=only)
    sentence = ngettext(
        "Signed out on %(count)d device.", "Signed out on %(count)d devices.", ended
    )
    if not ended:
        sentence = _("You were already signed out there.")
    messages.success(request, sentence % {"count": ended})
    return redirect("members:sessions")
