"""The pages behind the links of a mail. They need no sign-in: the signature names the member.

A page has one button, because programs open every link of a mail. RFC 8058: a mail program sends
the POST itself, without a cookie and without a token of a form.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from collective_brain.errors import Refused
from forum.mail import actions, links
from forum.mail.kinds import MailKind
from forum.topics.models import Topic

page_or_button = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@never_cache
@page_or_button
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails of one kind."""
    link = links.read(links.STOP, token)
    if link is None or link.about not in MailKind:
        return _ended(request)
    context = {
        "title": _("Stop e-mails of this kind"),
        "subject": MailKind(link.about).label,
        "explanation": _("You then find these only on the site. You can change this at any time."),
        "button": _("Stop these e-mails"),
        "done": _("You get no more e-mails of this kind."),
    }
    if request.method == "POST":
        actions.stop(link.member, link.about)
    return render(request, "mail/link.html", context)


@csrf_exempt
@never_cache
@page_or_button
def mute(request: HttpRequest, token: str) -> HttpResponse:
    """Mute one topic."""
    link = links.read(links.MUTE, token)
    if link is None:
        return _ended(request)
    topic: Any = get_object_or_404(Topic.objects.visible_to(link.member), pk=link.about)
    context = {
        "title": _("Mute this topic"),
        "subject": topic.title,
        "language": topic.language,
        "explanation": _(
            "You then get no e-mails about this topic, and it is no longer shown as new. Replies "
            "to you and mentions still appear on the site."
        ),
        "button": _("Mute this topic"),
        "done": _("You get no more e-mails about this topic."),
    }
    if request.method == "POST":
        try:
            actions.mute(link.member, topic)
        except Refused as refusal:
            context["refusal"] = str(refusal)
    return render(request, "mail/link.html", context)


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "mail/link_ended.html", status=404)
