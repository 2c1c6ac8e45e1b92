"""The end of seeing the site as a member. forum/administration begins it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.seeing_as import state


@never_cache
@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    stored = state.stored(request)
    state.end(request)
    if stored and permissions.may_change_members(request.user):
        return redirect("administration:member", stored.member_id)
    return redirect("pages:home")
