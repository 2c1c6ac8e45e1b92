"""The page on which an administrator mails an invitation, and sees who joined."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.invitations.models import Invitation
from accounts.views import MemberRequest, page_or_form
from collective_brain.errors import Refused
from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.mail.joining import actions
from forum.mail.joining.forms import InviteForm
from forum.mail.joining.rules import refuse_addresses, refuse_inviting

SHOWN = 200  # of the newest addresses


@never_cache
@login_required
@page_or_form
def invite(request: MemberRequest, invitation_id: int) -> HttpResponse:
    if refusal := refuse_inviting(request.user):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    initial = {"language": request.user.language or None}
    form = InviteForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            invited = actions.invite(request.user, invitation, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _result(invited))
            return redirect("joining:invite", invitation.pk)
    return _page(request, invitation, form)


def _result(invited: actions.Invited) -> str:
    sentence = ngettext(
        "%(count)d invitation is on its way.",
        "%(count)d invitations are on their way.",
        invited.new,
    ) % {"count": invited.new}
    if not invited.known:
        return sentence
    known = ngettext(
        "%(count)d address was invited before or has an account.",
        "%(count)d addresses were invited before or have an account.",
        invited.known,
    )
    return f"{sentence} {known % {'count': invited.known}}"


def _page(request: HttpRequest, invitation: Invitation, form: InviteForm) -> HttpResponse:
    member: MemberRequest = request  # type: ignore[assignment]
    shown = list(invitation.invited_addresses.order_by("-pk")[:SHOWN])
    errors = OutgoingEmail.objects.errors_by_address({row.email for row in shown})
    context = {
        "invitation": invitation,
        "form": form,
        "refusal": refuse_addresses(member.user, invitation, 1),
        "rows": [{"invited": row, "error": errors.get(row.email, "")} for row in shown],
    }
    status = 422 if form.is_bound else 200
    return render(request, "joining/invite.html", context, status=status)
