"""One's own security: the picture for setting up an app, and where one is signed in. The rest is allauth's."""

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

from accounts import actions, user_agents
from accounts import sessions as places
from collective_brain.web import form_responses, rate_limits


@never_cache
@login_required
@require_safe
def totp_qr_code(request: HttpRequest) -> HttpResponse:
    """The secret of the app that is being set up, to be scanned: black on white, also in the dark."""
    if not (secret := request.session.get(SECRET_SESSION_KEY)):
        raise Http404
    svg = BytesIO()
    address = get_adapter().build_totp_url(request.user, secret)
    qrcode.make(address, image_factory=SvgPathFillImage).save(svg)
    return HttpResponse(svg.getvalue(), content_type="image/svg+xml")


@never_cache
@login_required
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    current = request.session.session_key
    rows = [
        _row(session, session.session_key == current) for session in places.list_sessions(request)
    ]
    return render(request, "members/sessions.html", {"rows": rows, "others": len(rows) - 1})


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    return _end(request, only=session_id)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    return _end(request)


def _row(session: Any, current: bool) -> dict[str, Any]:
    return {
        "pk": session.pk,
        "device": user_agents.describe_user_agent(session.user_agent),
        "address": "" if session.ip == rate_limits.UNKNOWN_ADDRESS else session.ip,
        "since": session.created_at,
        "current": current,
    }


def _end(request: HttpRequest, only: int | None = None) -> HttpResponse:
    if led := form_responses.redirect_to_sign_in(request, "/accounts/sessions/"):
        return led
    ended = actions.end_sessions(
        form_responses.signed_in_member(request), but=request.session.session_key or "", only=only
    )
    told = ngettext("Signed out in %(count)d place.", "Signed out in %(count)d places.", ended)
    messages.success(
        request, told % {"count": ended} if ended else _("You were signed out there already.")
    )
    return redirect("members:sessions")
