"""The member's files: upload, describe, delete."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from collective_brain.errors import Refused
from collective_brain.web import form_responses
from collective_brain.web.redirects import safe_url
from forum.uploads import actions, form_files, rules
from forum.uploads.forms import DescriptionForm, UploadForm
from forum.uploads.models import Upload

MOST_LISTED = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload_list(request: HttpRequest) -> HttpResponse:
    """The member's newest files, and the form to upload one."""
    if sign_in := form_responses.redirect_to_sign_in(request, request.path, keep=False):
        return sign_in
    if request.method != "POST":
        return _list_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, form)
    if wait := form_responses.count_request("upload", request):
        return _refused(request, form_responses.add_rate_limit_error(form, wait), wait)
    file = form.cleaned_data["file"]
    member = form_responses.signed_in_member(request)
    try:
        with form_files.on_disk(file) as path:
            upload = actions.store(member, path, name=file.name, alt=form.cleaned_data["alt"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, form)
    return stored_response(request, upload)


def refuse_large(request: HttpRequest) -> HttpResponse:
    """The page with the reason, for a form that nobody has read."""
    form = UploadForm({}, MultiValueDict())
    form.errors.clear()
    form.add_error(None, rules.refuse_size())
    return _refused(request, form, status=413)


def stored_response(request: HttpRequest, upload: Upload) -> HttpResponse:
    """For scripts with the Markdown that shows the file."""
    if form_responses.wants_json(request):
        return JsonResponse(upload_json(upload), status=201)
    return redirect(_with_next(upload.get_absolute_url(), _next(request)))


def upload_json(upload: Upload) -> dict[str, Any]:
    return {
        "markdown": upload.markdown,
        "name": upload.name,
        "page": upload.get_absolute_url(),
        "thumbnail": upload.thumbnail_url,
        "url": upload.url,
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """One of the member's files: what to write into a text to show it, and its description."""
    own = get_object_or_404(Upload.objects.own(request.user), key=key)
    if request.method != "POST":
        return _upload_page(request, own, DescriptionForm(initial={"alt": own.alt}))
    form = DescriptionForm(request.POST)
    if not form.is_valid():
        return _upload_page(request, own, form, status=422)
    member = form_responses.signed_in_member(request)
    try:
        actions.describe(own, member, alt=form.cleaned_data["alt"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _upload_page(request, own, form, status=422)
    messages.success(request, _("The description has been saved."))
    return redirect(_with_next(own.get_absolute_url(), _next(request)))


@never_cache
@login_required
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    own = Upload.objects.own(request.user).filter(key=key).first()
    if own is None:  # a repeat
        return redirect("uploads:list")
    try:
        actions.delete(own, form_responses.signed_in_member(request))
    except Refused as refusal:
        form = DescriptionForm(initial={"alt": own.alt})
        return _upload_page(request, own, form, refusal=str(refusal), status=422)
    messages.success(request, _("The file has been deleted."))
    return redirect("uploads:list")


def _refused(
    request: HttpRequest, form: UploadForm, wait: int = 0, *, status: int = 422
) -> HttpResponse:
    if form_responses.wants_json(request):
        return form_responses.json_refusal(form, wait)
    return _list_page(request, form, status=429 if wait else status)


def _list_page(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    member = form_responses.signed_in_member(request)
    context = {
        "form": form,
        "next": _next(request),
        "refusal": "" if form.errors else rules.refuse_upload(member, 0),
        "uploads": Upload.objects.own(member)[:MOST_LISTED],
        "stored_bytes": Upload.objects.stored_bytes_of(member.pk),
        "most_bytes": settings.UPLOAD_BYTES_PER_MEMBER,
        "most_bytes_of_file": settings.UPLOAD_MAX_BYTES,
    }
    return render(request, "uploads/list.html", context, status=status)


def _upload_page(
    request: HttpRequest,
    upload: Upload,
    form: DescriptionForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    next_url = _next(request)
    context = {
        "upload": upload,
        "form": form,
        "refusal": refusal,
        "page": _with_next(upload.get_absolute_url(), next_url),
        "add_to_message": f"{next_url}?file={upload.key}#composer" if next_url else "",
    }
    return render(request, "uploads/upload.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """The page, such as a room, that puts the file into its text; "" without one."""
    url = safe_url(request, request.GET.get("next", ""))
    return urlsplit(url).path


def _with_next(url: str, next_url: str) -> str:
    return f"{url}?{urlencode({'next': next_url})}" if next_url else url
