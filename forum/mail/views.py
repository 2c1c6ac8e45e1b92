"""The page on which a member chooses what comes by mail."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits
from forum.mail import actions
from forum.mail.forms import MailSettingsForm
from forum.mail.models import MailSettings


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_settings(request: HttpRequest) -> HttpResponse:
    member: Any = request.user
    [stored] = MailSettings.objects.of([member.pk]).values()
    form = MailSettingsForm(request.POST or None, stored=stored)
    if form.is_valid():
        actions.choose(member, **form.cleaned_data)
        messages.success(request, _("Your e-mail settings have been saved."))
        return redirect("mail:settings")
    context = {"form": form, "paused": stored.is_paused(), "most": settings.MAILS_A_DAY}
    return render(request, "mail/settings.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def send_sample(request: HttpRequest) -> HttpResponse:
    """Mail the newest topic to the member, as a mail of the site would look."""
    member: Any = request.user
    if wait := form_responses.count_request("sample_mail", request):
        messages.error(request, rate_limits.wait_message(wait))
        return redirect("mail:settings")
    try:
        actions.send_sample(member)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("A sample is on its way to %(email)s.") % {"email": member.email}
        )
    return redirect("mail:settings")
