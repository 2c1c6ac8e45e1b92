"""The page on which a member asks for a copy of what is theirs, and the file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses
from forum.exports import actions, links, rules
from forum.exports.models import Export


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_copy(request: HttpRequest) -> HttpResponse:
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    if request.method != "POST":
        return _page(request)
    try:
        actions.request(form_responses.signed_in_member(request))
    except Refused as refusal:
        return _page(request, refusal=str(refusal), status=422)
    messages.success(request, _("Your copy is being made. You will be told when it is ready."))
    return redirect("exports:export")


@never_cache
@login_required
@require_safe
def download(request: HttpRequest, token: str) -> FileResponse:
    """Only for the member who got the link. The file is sent in pieces."""
    export = links.find(token, request.user)
    if export is None:
        raise Http404
    response = FileResponse(
        export.zip_path.open("rb"),
        as_attachment=True,
        filename=f"collective-brain-{export.requested_at:%Y-%m-%d}.zip",
        content_type="application/zip",
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    newest = Export.objects.newest_of(request.user)
    is_downloadable = bool(newest and newest.is_downloadable)
    context = {
        "export": newest,
        "token": links.make_token(newest) if newest and is_downloadable else "",
        "why_not": refusal or rules.refuse_export(request.user),
        "refusal": refusal,
    }
    return render(request, "exports/export.html", context, status=status)
