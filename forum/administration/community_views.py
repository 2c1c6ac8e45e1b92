"""The members with a community to confirm: confirm it, or refuse it and say why."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.administration import actions
from accounts.administration.access import member_administrators_only
from accounts.administration.rules import declaration_version
from accounts.choices import Community
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web.redirects import safe_url
from collective_brain.web.row_versions import set_seen_version
from forum.administration.forms import ConfirmForm, RefuseForm

URL = "administration:communities"
ROWS_PER_PAGE = 20
BIGGEST_KEY = 2**63 - 1


@require_safe
@member_administrators_only
def waiting_list(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@member_administrators_only
def confirm(request: HttpRequest, member_id: int) -> HttpResponse:
    form = ConfirmForm(request.POST)
    told = _("The community of %(name)s has been confirmed, and the member has been told.")
    return _answer(request, member_id, form, actions.confirm_community, told)


@require_POST
@member_administrators_only
def refuse(request: HttpRequest, member_id: int) -> HttpResponse:
    form = RefuseForm(request.POST, auto_id=f"refuse_{member_id}_%s")
    told = _("The community of %(name)s stays unconfirmed. The member has been told why.")
    return _answer(request, member_id, form, actions.refuse_community, told)


def _answer(
    request: HttpRequest,
    member_id: int,
    form: forms.Form,
    action: Callable[..., Any],
    told: str,
) -> HttpResponse:
    """Call `action` and go back to the list, or show the member first with the refusal."""
    member = get_object_or_404(Member, pk=member_id, closed_at=None)
    if form.is_valid():
        try:
            action(member, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, told % {"name": member.get_full_name()})
            return redirect(safe_url(request, request.POST.get("next", "")) or URL)
    return _page(request, refused=(member, form))


def _page(
    request: HttpRequest, *, refused: tuple[Member, forms.Form] | None = None
) -> HttpResponse:
    """refused: the member and the form of an answer that was refused; they are shown first."""
    members, next_page = _page_of_members(request)
    rows = [_row(member) for member in members if not refused or member.pk != refused[0].pk]
    if refused:
        member, form = refused
        member.refresh_from_db()
        rows.insert(0, _row(member, form))
    context = {
        "rows": rows,
        "next": next_page,
        "communities": Community.choices,
        "community": _chosen_community(request),
    }
    status = 422 if refused else 200
    return render(request, "administration/communities.html", context, status=status)


def _page_of_members(request: HttpRequest) -> tuple[list[Member], str]:
    """The members of one page, and the query string of the next one."""
    after = request.GET.get("after", "0")
    if not after.isdecimal() or int(after) > BIGGEST_KEY:
        raise Http404
    waiting = Member.objects.awaiting_confirmation().filter(pk__gt=int(after))
    if community := _chosen_community(request):
        waiting = waiting.filter(community=community)
    members = list(waiting[: ROWS_PER_PAGE + 1])
    if len(members) <= ROWS_PER_PAGE:
        return members, ""
    members = members[:ROWS_PER_PAGE]
    return members, f"?community={community}&after={members[-1].pk}"


def _chosen_community(request: HttpRequest) -> str:
    community = request.GET.get("community", "")
    return community if community in Community else ""


def _row(member: Member, refused_form: forms.Form | None = None) -> dict[str, Any]:
    seen = declaration_version(member)
    refuse_form: forms.Form = RefuseForm(initial={"seen": seen}, auto_id=f"refuse_{member.pk}_%s")
    if refused_form:
        set_seen_version(refused_form, seen)
        refuse_form = refused_form
    return {
        "member": member,
        "seen": seen,
        "refuse_form": refuse_form,
        "is_refused": refused_form is not None,
    }
