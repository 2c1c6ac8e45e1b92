"""The pages of groups: what a member belongs to, one group, and how managers change it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import form_responses
from forum.groups import actions, rules
from forum.groups.forms import AddressesForm, GroupForm, LinkForm, NewGroupForm
from forum.groups.models import Group, GroupInvitation, GroupMember, GroupRequest

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
MEMBERS_SHOWN = 500
LINKS_SHOWN = 20


@never_cache
@login_required
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """The groups of the reader, and those that they can ask to join."""
    own = list(Group.objects.of(request.user))
    others = Group.objects.visible_to(request.user).exclude(pk__in=[group.pk for group in own])
    context = {
        "own": own,
        "others": others,
        "may_create": not rules.refuse_group_administration(request.user),
    }
    return render(request, "groups/list.html", context)


@never_cache
@login_required
@page_or_form
def create(request: HttpRequest) -> HttpResponse:
    if refusal := rules.refuse_group_administration(request.user):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    form = NewGroupForm(request.POST or None)
    if form.is_valid():
        try:
            group = actions.create_group(by=_reader(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The group has been created. Invite its members."))
            return redirect("groups:manage", group.slug)
    status = 422 if form.is_bound else 200
    return render(request, "groups/create.html", {"form": form}, status=status)


@never_cache
@login_required
@require_safe
def show_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Its members for those who belong to it; for others only what it is and how to join."""
    group = _visible_group(request, slug)
    is_manager = group.is_managed_by(request.user)
    is_member = group.has_member(request.user)
    memberships = GroupMember.objects.filter(group=group).in_list_order()[:MEMBERS_SHOWN]
    context = {
        "group": group,
        "is_member": is_member,
        "is_manager": is_manager,
        "memberships": memberships if is_member or is_manager else [],
        "themes": group.reading_themes.all() if is_member or is_manager else [],
        "has_asked": GroupRequest.objects.filter(group=group, member=request.user.pk).exists(),
        "refusal": rules.refuse_request(request.user, group),
    }
    return render(request, "groups/group.html", context)


@never_cache
@require_POST
@login_required
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    told = _("The managers of the group have been told. You will hear from them.")
    group = _visible_group(request, slug)
    return _act(request, lambda: actions.ask_to_join(group, _reader(request)), told, group)


@never_cache
@require_POST
@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    group = _visible_group(request, slug)
    try:
        actions.leave(group, _reader(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(group)
    messages.success(request, _("You have left the group."))
    return redirect("groups:list")


@never_cache
@page_or_form
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link. Only its button joins: programs that check links open them all."""
    if wait := form_responses.count_request("suggest", request):
        return render(request, "groups/join.html", {"wait": wait}, status=429)
    invitation = GroupInvitation.objects.with_token(token)
    if request.method == "POST" and invitation:
        if response := form_responses.redirect_to_sign_in(request, request.path):
            return response
        try:
            group = actions.join(token, _reader(request))
        except Refused as refused:
            return render(request, "groups/join.html", {"refusal": str(refused)}, status=422)
        messages.success(request, _("You are a member of the group now."))
        return redirect(group)
    if invitation is None:
        sentence = actions.link_ended_sentence()
        return render(request, "groups/join.html", {"refusal": sentence}, status=404)
    is_member = request.user.is_authenticated and invitation.group.has_member(request.user)
    context = {"group": invitation.group, "is_member": is_member}
    return render(request, "groups/join.html", context)


# --- managers ---


@never_cache
@login_required
@page_or_form
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    group = _managed_group(request, slug)
    if isinstance(group, HttpResponse):
        return group
    if request.method != "POST":
        return _manage_page(request, group)
    form = GroupForm(request.POST)
    if not form.is_valid():
        return _manage_page(request, group, form=form)
    told = _("The group has been saved.")
    return _act_as_manager(
        request,
        group,
        lambda: actions.change_group(group, by=_reader(request), **form.cleaned_data),
        told,
    )


@never_cache
@require_POST
@login_required
def make_link(request: HttpRequest, slug: str) -> HttpResponse:
    """The page shows the new link once: only its digest is stored."""
    group = _managed_group(request, slug)
    if isinstance(group, HttpResponse):
        return group
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            made = actions.make_link(group, by=_reader(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            url = request.build_absolute_uri(reverse("groups:join", args=[made.token]))
            return _manage_page(request, group, new_link=url)
    return _manage_page(request, group, link_form=form)


@never_cache
@require_POST
@login_required
def end_link(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    group = _managed_group(request, slug)
    if isinstance(group, HttpResponse):
        return group
    invitation = get_object_or_404(group.invitations.select_related("group"), pk=invitation_id)
    told = _("The link has ended.")
    return _act_as_manager(
        request, group, lambda: actions.end_link(invitation, by=_reader(request)), told
    )


@never_cache
@require_POST
@login_required
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """accept=1 lets the member of the form in, accept=0 does not."""
    group = _managed_group(request, slug)
    if isinstance(group, HttpResponse):
        return group
    member = _member_of_form(request)
    decide = actions.accept if request.POST.get("accept") == "1" else actions.turn_down
    told = _("Your answer has been saved, and %(name)s has been told.")
    return _act_as_manager(
        request,
        group,
        lambda: decide(group, member, by=_reader(request)),
        told % {"name": member.get_full_name()},
    )


@never_cache
@require_POST
@login_required
def change_member(request: HttpRequest, slug: str) -> HttpResponse:
    """act: "remove", or the new role of the member of the form."""
    group = _managed_group(request, slug)
    if isinstance(group, HttpResponse):
        return group
    member, act, by = _member_of_form(request), request.POST.get("act", ""), _reader(request)
    if act == "remove":
        told = _("%(name)s is no longer a member of the group.")
        change: Callable[[], Any] = lambda: actions.remove(group, member, by=by)  # noqa: E731
    else:
        told = _("The role of %(name)s has been saved.")
        change = lambda: actions.set_role(group, member, role=act, by=by)  # noqa: E731
    return _act_as_manager(request, group, change, told % {"name": member.get_full_name()})


@never_cache
@require_POST
@login_required
def add_by_email(request: HttpRequest, slug: str) -> HttpResponse:
    """Administrators add many members at once."""
    group = _visible_group(request, slug)
    if refusal := rules.refuse_group_administration(request.user):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    form = AddressesForm(request.POST)
    if form.is_valid():
        try:
            count = actions.add_by_email(group, form.cleaned_data["addresses"], by=_reader(request))
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


def _visible_group(request: HttpRequest, slug: str) -> Group:
    return get_object_or_404(Group.objects.visible_to(request.user), slug=slug)


def _managed_group(request: HttpRequest, slug: str) -> Group | HttpResponse:
    """The group, or the answer to those who see it and do not manage it."""
    group = _visible_group(request, slug)
    if refusal := rules.refuse_management(request.user, group):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    return group


def _act(request: HttpRequest, action: Callable[[], Any], told: str, group: Group) -> HttpResponse:
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told)
    return redirect(group)


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
    new_link: str = "",
    refusal: str = "",
) -> HttpResponse:
    """A form that is given was refused."""
    fields = ("name", "description", "takes_requests")
    context = {
        "group": group,
        "form": form or GroupForm(initial={name: getattr(group, name) for name in fields}),
        "link_form": link_form or LinkForm(auto_id="link_%s"),
        "addresses_form": addresses_form or AddressesForm(auto_id="add_%s"),
        "new_link": new_link,
        "refusal": refusal,
        "requests": GroupRequest.objects.filter(group=group).select_related("member"),
        "memberships": GroupMember.objects.filter(group=group).in_list_order()[:MEMBERS_SHOWN],
        "links": group.invitations.select_related("made_by")[:LINKS_SHOWN],
        "is_administrator": not rules.refuse_group_administration(request.user),
    }
    refused: list[forms.Form | None | str] = [form, link_form, addresses_form, refusal]
    status = 422 if any(refused) else 201 if new_link else 200
    return render(request, "groups/manage.html", context, status=status)


def _member_of_form(request: HttpRequest) -> Member:
    member_id = request.POST.get("member", "")
    if not (member_id.isdecimal() and len(member_id) < 19):  # an integer of the database
        raise Http404
    return get_object_or_404(Member, pk=member_id)


def _reader(request: HttpRequest) -> Any:
    return request.user
