"""Block a member, undo it, and list the blocked members."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web.form_responses import signed_in_member
from forum.blocking import actions, rules
from forum.blocking.models import Block


@never_cache
@login_required
@require_safe
def blocked_list(request: HttpRequest) -> HttpResponse:
    blocks = Block.objects.filter(member=request.user.pk).select_related("blocked")
    rows = blocks.order_by("blocked__found_by")
    return render(request, "blocking/list.html", {"blocks": rows})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, handle: str) -> HttpResponse:
    other, member = _member(handle), signed_in_member(request)
    if request.method != "POST":
        return _page(request, other, rules.refuse_block(member, other))
    try:
        actions.block(other, member)
    except Refused as refusal:
        return _page(request, other, str(refusal), status=422)
    sentence = _("You have blocked %(name)s. They are not told.")
    messages.success(request, sentence % {"name": other.get_full_name()})
    return redirect("blocking:list")


@require_POST
@login_required
def unblock(request: HttpRequest, handle: str) -> HttpResponse:
    other = _member(handle)
    actions.unblock(other, signed_in_member(request))
    sentence = _("You see again what %(name)s writes.")
    messages.success(request, sentence % {"name": other.get_full_name()})
    return redirect("blocking:list")


def _member(handle: str) -> Member:
    return get_object_or_404(Member.objects.with_handle(handle), closed_at=None)


def _page(request: HttpRequest, other: Member, refusal: str, *, status: int = 200) -> HttpResponse:
    context = {
        "other": other,
        "refusal": refusal,
        "is_blocked": other.pk in signed_in_member(request).blocked_ids,
    }
    return render(request, "blocking/block.html", context, status=status)
