"""How managers change a group: its fields, links, requests and members."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web.form_responses import signed_in_member
from forum.groups import actions, rules, shown_links
from forum.groups.forms import AddressesForm, AdministeredGroupForm, GroupForm, LinkForm
from forum.groups.models import Group, GroupMember, GroupRequest
from forum.groups.views import page_or_form, visible_group

MEMBERS_SHOWN = 500
LINKS_SHOWN = 20


def for_managers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call `view` with the group, or tell those who see it and do not manage it why not."""

    @wraps(view)
    def view_or_refusal(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        group = visible_group(request, slug)
        if refusal := rules.refuse_management(request.user, group):
            return render(request, "403.html", {"sentence": refusal}, status=403)
        return view(request, group, **kwargs)

    return view_or_refusal


@never_cache
@login_required
@page_or_form
@for_managers
def manage(request: HttpRequest, group: Group) -> HttpResponse:
    if request.method != "POST":
        return _manage_page(request, group)
    form = _form_class(request)(request.POST)
    if not form.is_valid():
        return _manage_page(request, group, form=form)
    told = _("The group has been saved.")
    return _act_as_manager(
        request,
        group,
        lambda: actions.change_group(group, by=signed_in_member(request), **form.cleaned_data),
        told,
    )


@never_cache
@require_POST
@login_required
@for_managers
def make_link(request: HttpRequest, group: Group) -> HttpResponse:
    """Only the digest of a link is stored. The session of its maker keeps it for ten minutes.

    So it is still on the page after a change of language, or after a broken connection.
    """
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            made = actions.make_link(group, by=signed_in_member(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            url = request.build_absolute_uri(reverse("groups:join", args=[made.token]))
            shown_links.keep(request, group, url)
            return redirect("groups:manage", group.slug)
    return _manage_page(request, group, link_form=form)


@never_cache
@require_POST
@login_required
@for_managers
def end_link(request: HttpRequest, group: Group, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(group.invitations.select_related("group"), pk=invitation_id)
    told = _("The link has ended.")
    return _act_as_manager(
        request, group, lambda: actions.end_link(invitation, by=signed_in_member(request)), told
    )


@never_cache
@require_POST
@login_required
@for_managers
def answer(request: HttpRequest, group: Group) -> HttpResponse:
    """accept=1 lets the member of the form in, accept=0 does not."""
    member = _member_of_form(request, GroupRequest.objects.filter(group=group))
    if member is None:
        return _manage_page(request, group, refusal=rules.answered_sentence())
    decide = actions.accept if request.POST.get("accept") == "1" else actions.turn_down
    told = _("Your answer has been saved, and %(name)s has been told.")
    return _act_as_manager(
        request,
        group,
        lambda: decide(group, member, by=signed_in_member(request)),
        told % {"name": member.get_full_name()},
    )


@never_cache
@require_POST
@login_required
@for_managers
def change_member(request: HttpRequest, group: Group) -> HttpResponse:
    """act: "remove", or the new role of the member of the form."""
    member = _member_of_form(request, GroupMember.objects.filter(group=group))
    if member is None:
        return _manage_page(request, group, refusal=rules.no_member_sentence())
    act, by = request.POST.get("act", ""), signed_in_member(request)
    if act == "remove":
        told = _("%(name)s is no longer a member of the group.")
        change = partial(actions.remove, group, member, by=by)
    else:
        told = _("The role of %(name)s has been saved.")
        change = partial(actions.set_role, group, member, role=act, by=by)
    return _act_as_manager(request, group, change, told % {"name": member.get_full_name()})


@never_cache
@require_POST
@login_required
def add_by_email(request: HttpRequest, slug: str) -> HttpResponse:
    """Administrators add many members at once."""
    group = visible_group(request, slug)
    if refusal := rules.refuse_group_administration(request.user):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    form = AddressesForm(request.POST)
    if form.is_valid():
        try:
            count = actions.add_by_email(
                group, form.cleaned_data["addresses"], by=signed_in_member(request)
            )
        except Refused as refused:
            form.add_error("addresses", str(refused))
        else:
            sentence = ngettext(
                "%(count)d new member has been added.",
                "%(count)d new members have been added.",
                count,
            )
            messages.success(request, sentence % {"count": count})
            return redirect("groups:manage", group.slug)
    return _manage_page(request, group, addresses_form=form)


def _act_as_manager(
    request: HttpRequest, group: Group, action: Callable[[], Any], told: str
) -> HttpResponse:
    """Call `action` and show the page again, with the refusal if there is one."""
    try:
        action()
    except Refused as refused:
        return _manage_page(request, group, refusal=str(refused))
    messages.success(request, told)
    return redirect("groups:manage", group.slug)


def _manage_page(
    request: HttpRequest,
    group: Group,
    *,
    form: GroupForm | None = None,
    link_form: LinkForm | None = None,
    addresses_form: AddressesForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """A form that is given was refused."""
    fields = ("name", "description", "takes_requests", "is_academy")
    context = {
        "group": group,
        "form": form
        or _form_class(request)(initial={name: getattr(group, name) for name in fields}),
        "link_form": link_form or LinkForm(auto_id="link_%s"),
        "addresses_form": addresses_form or AddressesForm(auto_id="add_%s"),
        "new_link": shown_links.load(request, group),
        "refusal": refusal,
        "requests": GroupRequest.objects.filter(group=group).select_related("member"),
        "memberships": GroupMember.objects.filter(group=group).in_list_order()[:MEMBERS_SHOWN],
        "links": group.invitations.select_related("made_by")[:LINKS_SHOWN],
        "is_administrator": not rules.refuse_group_administration(request.user),
    }
    refused: list[forms.Form | None | str] = [form, link_form, addresses_form, refusal]
    status = 422 if any(refused) else 200
    return render(request, "groups/manage.html", context, status=status)


def _form_class(request: HttpRequest) -> type[GroupForm]:
    is_administrator = not rules.refuse_group_administration(request.user)
    return AdministeredGroupForm if is_administrator else GroupForm


def _member_of_form(request: HttpRequest, rows: QuerySet[Any]) -> Member | None:
    """The member that the form names, or None if no row of `rows` belongs to that member.

    So managers cannot look up the names of other members. When a form is sent again, the row may
    be gone: None.
    """
    member_id = request.POST.get("member", "")
    if not (member_id.isdecimal() and len(member_id) < 19):  # an integer of the database
        raise Http404
    return Member.objects.filter(pk=member_id, pk__in=rows.values("member")).first()
