"""What administrators do with the profile and the account of another member."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.administration import actions, rules
from accounts.forms import CloseForReasonForm, CorrectionForm
from accounts.models import Member
from accounts.views import MemberRequest, page_or_form
from collective_brain.errors import Refused
from collective_brain.web.row_versions import show_stored_values


@never_cache
@login_required
@page_or_form
def correct_profile(request: MemberRequest, handle: str) -> HttpResponse:
    """The form to correct or empty a profile, and the form to close the account."""
    member = _other_member(request, handle)
    if request.method != "POST":
        return _page(request, member)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            actions.correct_profile(member, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            member.refresh_from_db()
            version = rules.profile_version(member)
            show_stored_values(form, member, rules.CORRECTED_FIELDS, version)
        else:
            messages.success(
                request, _("The profile has been changed, and the member has been told why.")
            )
            return redirect("pages:member", handle)
    return _page(request, member, correction_form=form)


@never_cache
@login_required
@require_POST
def close_for_reason(request: MemberRequest, handle: str) -> HttpResponse:
    member = _other_member(request, handle)
    form = CloseForReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.close_for_reason(member, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The account has been closed, and its owner has been told why.")
            )
            return redirect("pages:directory")
    return _page(request, member, close_form=form)


def _other_member(request: HttpRequest, handle: str) -> Member:
    if not permissions.may_change_members(request.user):
        raise PermissionDenied(_("Only administrators can do this."))
    return get_object_or_404(Member.objects.with_handle(handle), closed_at=None)


def _page(request: HttpRequest, member: Member, **bound_forms: forms.Form) -> HttpResponse:
    """bound_forms: the form that was refused."""
    initial = {field: getattr(member, field) for field in rules.CORRECTED_FIELDS}
    initial["seen"] = rules.profile_version(member)
    context: dict[str, Any] = {
        "member": member,
        "correction_form": CorrectionForm(initial=initial),
        "close_form": CloseForReasonForm(auto_id="close_%s"),
        **bound_forms,
    }
    return render(request, "members/administer.html", context, status=422 if bound_forms else 200)
