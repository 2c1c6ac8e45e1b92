"""The pages on which a member chooses what comes by mail."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits
from forum.following.choices import chosen_themes, topics_with_level
from forum.following.levels import FOLLOWED_LEVELS
from forum.mail import actions, samples
from forum.mail.delivery.addresses import MailAddress
from forum.mail.forms import MailSettingsForm, PlacesForm
from forum.mail.models import DigestPlan, MailSettings, PlaceChoice
from forum.mail.sentences import frequency

TOPICS_PER_PAGE = 30


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
    context = {
        "form": form,
        "frequency": frequency(member, stored),
        "next_digest": None if stored.is_paused() else DigestPlan.objects.next_of(member),
        "place_count": PlaceChoice.objects.filter(member=member).count(),
        "most": settings.MAILS_A_DAY,
        "stopped": MailAddress.objects.stopped().filter(member=member).first(),
    }
    return render(request, "mail/settings.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_settings(request: HttpRequest) -> HttpResponse:
    """The themes and topics that the member follows, each with a choice of its own."""
    member: Any = request.user
    chosen = PlaceChoice.objects.of(member.pk)
    themes = _followed_themes(member) if "after" not in request.GET else []
    topics, next_page = _followed_topics(member, request.GET.get("after", ""))
    data = request.POST or None
    forms = [
        PlacesForm(data, places=themes, chosen=chosen.themes, prefix="theme"),
        PlacesForm(data, places=topics, chosen=chosen.topics, prefix="topic"),
    ]
    if all(form.is_valid() for form in forms):
        actions.choose_for_places(member, [each for form in forms for each in form.changes()])
        messages.success(request, _("Your e-mail settings have been saved."))
        return redirect(request.get_full_path())
    context = {"themes": forms[0], "topics": forms[1], "next": next_page}
    return render(request, "mail/places.html", context, status=422 if data else 200)


def _followed_themes(member: Any) -> list[Any]:
    return [each.theme for each in chosen_themes(member) if each.level in FOLLOWED_LEVELS]


def _followed_topics(member: Any, after: str) -> tuple[list[Any], str]:
    """The topics of one page, and the address of the next one."""
    try:
        positions = topics_with_level(member, after, limit=TOPICS_PER_PAGE + 1)
    except ValueError as error:
        raise Http404 from error
    shown = positions[:TOPICS_PER_PAGE]
    has_next_page = len(positions) > TOPICS_PER_PAGE
    next_page = f"?after={shown[-1].topic_id}" if has_next_page else ""
    return [each.topic for each in shown if each.level in FOLLOWED_LEVELS], next_page


@login_required
@require_POST
def send_sample(request: HttpRequest) -> HttpResponse:
    """Mail the newest topic or a digest to the member, as it would come."""
    member: Any = request.user
    if wait := form_responses.count_request("sample_mail", request):
        messages.error(request, rate_limits.wait_message(wait))
        return redirect("mail:settings")
    send = samples.send_digest if request.POST.get("what") == "digest" else samples.send_topic
    try:
        send(member)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("A sample is on its way to %(email)s.") % {"email": member.email}
        )
    return redirect("mail:settings")


@login_required
@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Send e-mails again to an address to which they had stopped."""
    member: Any = request.user
    MailAddress.objects.start_again(member)
    messages.success(request, _("E-mails to %(email)s start again.") % {"email": member.email})
    return redirect("mail:settings")
