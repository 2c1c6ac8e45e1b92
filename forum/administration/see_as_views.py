"""Begin to see the site as a member, from the member's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.administration.access import member_administrators_only
from accounts.models import Member
from accounts.seeing_as import actions, state
from collective_brain.errors import Refused
from forum.administration.forms import SeeAsForm
from forum.administration.member_views import member_page


@require_POST
@member_administrators_only
def begin(request: HttpRequest, member_id: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=member_id)
    by: Any = request.user
    form = SeeAsForm(request.POST, auto_id="see_as_%s")
    if form.is_valid():
        try:
            actions.see_as(member, by=by, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            state.begin(request, member)
            return redirect("pages:home")
    return member_page(request, member, see_as_form=form)
