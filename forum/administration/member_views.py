"""Find a member, see the state of the account, and what an administrator can do about it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.acts.models import Act
from accounts.acts.targets import TargetKind
from accounts.administration import actions, rules
from accounts.administration.access import member_administrators_only
from accounts.administration.member_search import MAX_TYPED, find_members, sanctioned_members
from accounts.administration.states import is_in_force, states
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web.row_versions import set_seen_version
from forum.administration.authors import authors_at
from forum.administration.forms import (
    ConfirmForm,
    EmptyTextsForm,
    ReasonForm,
    RefuseForm,
    SanctionForm,
    SeeAsForm,
)
from forum.moderation.record_rows import rows_of

MAX_FOUND = 20
MAX_ACTS = 50
ACTIONS = {"silence": actions.silence, "suspend": actions.suspend}


@require_safe
@member_administrators_only
def member_list(request: HttpRequest) -> HttpResponse:
    """The members that match, or those with a sanction, or the newest.

    The address of a text finds its author, also when the account is closed and has no name.
    """
    typed = request.GET.get("q", "").strip()[:MAX_TYPED]
    shows_sanctioned = not typed and "sanctioned" in request.GET
    if typed:
        members = authors_at(typed) or find_members(typed)
    elif shows_sanctioned:
        members = sanctioned_members()
    else:
        members = Member.objects.filter(closed_at=None).order_by("-pk")
    found = list(members[: MAX_FOUND + 1])
    context = {
        "typed": typed,
        "shows_sanctioned": shows_sanctioned,
        "rows": [(member, states(member)) for member in found[:MAX_FOUND]],
        "has_more": len(found) > MAX_FOUND,
    }
    return render(request, "administration/members.html", context)


@require_safe
@member_administrators_only
def show_member(request: HttpRequest, member_id: int) -> HttpResponse:
    return member_page(request, get_object_or_404(Member, pk=member_id))


@require_POST
@member_administrators_only
def sanction(request: HttpRequest, member_id: int) -> HttpResponse:
    """Silence or suspend the member."""
    form = SanctionForm(request.POST, auto_id="sanction_%s")

    def act(member: Member, **fields: Any) -> None:
        action = ACTIONS[fields["sanction"]]
        kept = {name: fields[name] for name in ("by", "why", "rule", "seen")}
        action(member, until=form.until, **kept)

    return _act(request, member_id, act, sanction_form=form)


@require_POST
@member_administrators_only
def lift(request: HttpRequest, member_id: int) -> HttpResponse:
    form = ConfirmForm(request.POST)
    return _act(request, member_id, actions.lift_sanctions, lift_form=form)


@require_POST
@member_administrators_only
def reset_two_step(request: HttpRequest, member_id: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="two_step_%s")
    return _act(request, member_id, actions.reset_two_step, two_step_form=form)


@require_POST
@member_administrators_only
def empty_texts(request: HttpRequest, member_id: int) -> HttpResponse:
    """Empty the texts of a closed account that kept them."""
    done = _("Done. The texts are being emptied. This takes some minutes.")
    form = EmptyTextsForm(request.POST, auto_id="empty_%s")
    return _act(request, member_id, actions.empty_texts, done, empty_form=form)


def _act(
    request: HttpRequest,
    member_id: int,
    action: Callable[..., Any],
    done: str = "",
    **named_form: forms.Form,
) -> HttpResponse:
    """Call `action` and show the page again, or show it with the refusal in the named form."""
    [form] = named_form.values()
    member = get_object_or_404(Member, pk=member_id)
    if form.is_valid():
        try:
            action(member, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done or _("Done. The member has been told."))
            return redirect("administration:member", member_id)
    member.refresh_from_db()
    return member_page(request, member, **named_form)


def member_page(request: HttpRequest, member: Member, **refused_form: forms.Form) -> HttpResponse:
    acts = Act.objects.filter(kind=TargetKind.MEMBER, member=member).in_list_order()[:MAX_ACTS]
    declared, sanctioned = rules.declaration_version(member), rules.sanction_version(member)
    for form in refused_form.values():
        set_seen_version(form, sanctioned)
    context = {
        "member": member,
        "states": states(member),
        "has_sanction": is_in_force(member.silenced_until) or is_in_force(member.suspended_until),
        "seen": declared,
        "refuse_form": RefuseForm(initial={"seen": declared}, auto_id="refuse_%s"),
        "sanction_form": SanctionForm(initial={"seen": sanctioned}, auto_id="sanction_%s"),
        "lift_form": ConfirmForm(initial={"seen": sanctioned}, auto_id="lift_%s"),
        "see_as_form": SeeAsForm(auto_id="see_as_%s"),
        "empty_form": EmptyTextsForm(auto_id="empty_%s"),
        "two_step_form": ReasonForm(auto_id="two_step_%s"),
        "themes": member.facilitated_themes.all(),
        "acts": rows_of(list(acts), request.user),
        **refused_form,
    }
    status = 422 if refused_form else 200
    return render(request, "administration/member.html", context, status=status)
