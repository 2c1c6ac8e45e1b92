"""The page of the own picture, the form to remove somebody's picture, and the pictures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import form_responses
from forum.profile_pictures import actions, rules
from forum.profile_pictures.forms import PictureForm, RemovalForm
from forum.profile_pictures.models import ProfilePicture
from forum.uploads import form_files, serving


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A name is never used again, so browsers ask once."""
    stored = get_object_or_404(ProfilePicture.objects.public(), name=name)
    response = HttpResponse(bytes(stored.content), content_type=serving.THUMBNAIL_TYPE)
    return serving.as_file(response)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_picture(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _own_page(request, PictureForm())
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _own_page(request, form, status=422)
    if wait := form_responses.count_request("upload", request):
        return _own_page(request, form_responses.add_rate_limit_error(form, wait), status=429)
    try:
        with form_files.on_disk(form.cleaned_data["picture"]) as path:
            actions.choose(form_responses.signed_in_member(request), path)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _own_page(request, form, status=422)
    messages.success(request, _("Your picture has been saved."))
    return redirect("profile_pictures:own")


@never_cache
@login_required
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    actions.remove(form_responses.signed_in_member(request))
    messages.success(request, _("Your picture has been removed."))
    return redirect("profile_pictures:own")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_for_reason(request: HttpRequest, handle: str) -> HttpResponse:
    by = form_responses.signed_in_member(request)
    if not rules.may_moderate(by):
        raise PermissionDenied(_("Only facilitators and administrators can do this."))
    member = get_object_or_404(Member.objects.with_handle(handle), closed_at=None)
    if request.method != "POST":
        return _removal_page(request, member, RemovalForm(initial={"seen": member.picture}))
    form = RemovalForm(request.POST)
    if form.is_valid():
        try:
            actions.remove_for_reason(member, by=by, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            member.refresh_from_db()
            form.data = {**form.cleaned_data, "seen": member.picture}
        else:
            messages.success(request, _("The picture has been removed. The member is told why."))
            return redirect("pages:member", handle)
    return _removal_page(request, member, form, status=422)


def _own_page(request: HttpRequest, form: PictureForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "refusal": "" if form.errors else rules.refuse_picture(request.user, 0),
    }
    return render(request, "profile_pictures/own.html", context, status=status)


def _removal_page(
    request: HttpRequest, member: Member, form: RemovalForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "member": member,
        "form": form,
        "refusal": "" if form.errors else rules.refuse_moderation(member, request.user),
    }
    return render(request, "profile_pictures/removal.html", context, status=status)
