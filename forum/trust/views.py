"""The page on which a facilitator vouches for a member, or takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web.form_responses import signed_in_member
from forum.trust import actions, rules
from forum.trust.forms import VouchForm
from forum.trust.models import Vouch


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def vouch(request: HttpRequest, handle: str) -> HttpResponse:
    member = _member(handle)
    if refusal := rules.refuse_role(request.user):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    if request.method != "POST":
        return _page(request, member, VouchForm())
    form = VouchForm(request.POST)
    if form.is_valid():
        try:
            actions.vouch(member, by=signed_in_member(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            sentence = _("You have vouched for %(name)s, who has been told.")
            messages.success(request, sentence % {"name": member.get_full_name()})
            return redirect(member)
    return _page(request, member, form, status=422)


@require_POST
@login_required
def end_vouch(request: HttpRequest, handle: str) -> HttpResponse:
    member = _member(handle)
    try:
        actions.end_vouch(member, by=signed_in_member(request))
    except Refused as refused:
        return render(request, "403.html", {"sentence": str(refused)}, status=403)
    messages.success(request, _("Nobody vouches for this member any more. They have been told."))
    return redirect(member)


def _member(handle: str) -> Member:
    return get_object_or_404(Member.objects.with_handle(handle), closed_at=None)


def _page(
    request: HttpRequest, member: Member, form: VouchForm, *, status: int = 200
) -> HttpResponse:
    vouches = Vouch.objects.open().select_related("by").filter(member=member)
    context = {
        "member": member,
        "form": form,
        "vouch": vouches.first(),
        "why_not": "" if form.errors else rules.refuse_vouch(member, request.user, why="-"),
    }
    return render(request, "trust/vouch.html", context, status=status)
