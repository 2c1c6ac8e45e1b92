"""The page on which facilitators make, see and end invitations, and the address of the link."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import hooks
from accounts.invitations import actions
from accounts.invitations.forms import InvitationForm
from accounts.invitations.models import Invitation
from accounts.invitations.rules import refuse_invitations
from accounts.views import MemberRequest, page_or_form
from collective_brain.errors import Refused

SESSION_KEY = "invitation"
SHOWN = 50


@never_cache
@login_required
@page_or_form
def invitations(request: MemberRequest) -> HttpResponse:
    if refusal := refuse_invitations(request.user):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            actions.make_invitation(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The invitation is ready: share its link with your guests.")
            )
            return redirect("invitations:list")
    return _page(request, form)


@never_cache
@login_required
@require_POST
def end(request: MemberRequest, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    try:
        actions.end_invitation(invitation, request.user)
    except Refused as refusal:
        return render(request, "403.html", {"sentence": str(refusal)}, status=403)
    messages.success(request, _("The invitation has ended."))
    return redirect("invitations:list")


@never_cache
@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the invitation in the session until the visitor has signed up."""
    if request.user.is_authenticated:
        return redirect("/")
    invitation = Invitation.objects.open().filter(token=token).first()
    if invitation:
        request.session[SESSION_KEY] = token
        messages.success(
            request, _("You are invited: %(event)s.") % {"event": invitation.event_name}
        )
    else:
        messages.warning(
            request, _("This invitation has ended or is full. You can still create an account.")
        )
    return redirect("account_signup")


def _page(request: MemberRequest, form: InvitationForm) -> HttpResponse:
    shown = list(Invitation.objects.select_related("made_by")[:SHOWN])
    returned = hooks.count_returned_invitations([invitation.pk for invitation in shown])
    rows = [
        {
            "invitation": invitation,
            "link": request.build_absolute_uri(f"/accounts/join/{invitation.token}/"),
            "returned": returned.get(invitation.pk, 0),
        }
        for invitation in shown
    ]
    by_mail = bool(settings.INCOMING_MAIL_DOMAIN and request.user.is_staff)
    context = {"form": form, "rows": rows, "by_mail": by_mail}
    status = 422 if form.is_bound else 200
    return render(request, "members/invitations.html", context, status=status)
