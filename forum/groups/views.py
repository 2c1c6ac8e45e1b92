"""The pages of groups: what a member belongs to, one group, and how to join it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses
from forum.groups import actions, rules
from forum.groups.forms import NewGroupForm
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
            group = actions.create_group(
                by=form_responses.signed_in_member(request), **form.cleaned_data
            )
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
    group = visible_group(request, slug)
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
    group = visible_group(request, slug)
    return _act(
        request,
        lambda: actions.ask_to_join(group, form_responses.signed_in_member(request)),
        told,
        group,
    )


@never_cache
@require_POST
@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    group = visible_group(request, slug)
    try:
        actions.leave(group, form_responses.signed_in_member(request))
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
            group = actions.join(token, form_responses.signed_in_member(request))
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


def visible_group(request: HttpRequest, slug: str) -> Group:
    return get_object_or_404(Group.objects.visible_to(request.user), slug=slug)


def _act(request: HttpRequest, action: Callable[[], Any], told: str, group: Group) -> HttpResponse:
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told)
    return redirect(group)
