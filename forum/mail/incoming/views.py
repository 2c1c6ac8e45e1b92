"""What became of the mails of a member, and the addresses to which they can write."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum.mail.incoming import actions
from forum.mail.incoming.addresses import TOPIC
from forum.mail.incoming.addresses import make_address as address_of
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.themes.models import Theme

SHOWN = 50  # of the newest mails


@never_cache
@login_required
@require_safe
def received_mails(request: HttpRequest) -> HttpResponse:
    member: Any = request.user
    keys = ReplyKey.objects.valid().filter(member=member).in_readable_themes(member)
    mails = ReceivedMail.objects.filter(member=member).defer("raw", "removed")
    context = {
        "takes_mail": bool(settings.INCOMING_MAIL_DOMAIN),
        "mails": mails.select_related("post__topic").order_by("-pk")[:SHOWN],
        "themes": Theme.objects.open_to(member),
        "chosen": request.GET.get("theme", ""),
        "addresses": [
            (key.theme, address_of(TOPIC, key.key)) for key in keys.newest_of_each_theme()
        ],
        "has_keys": keys.exists(),
    }
    return render(request, "incoming_mail/list.html", context)


@login_required
@require_POST
def make_address(request: HttpRequest) -> HttpResponse:
    """An address to which the member sends new topics of a theme."""
    slug = request.POST.get("theme", "")[:100].replace("\0", "")  # PostgreSQL compares no NUL
    theme = Theme.objects.open_to(request.user).filter(slug=slug).first()
    if theme is None:
        messages.error(request, _("Choose a theme."))
    else:
        actions.make_address(request.user, theme)
    return redirect("incoming_mail:list")


@login_required
@require_POST
def end_addresses(request: HttpRequest) -> HttpResponse:
    actions.end_addresses(request.user)
    messages.success(
        request, _("The addresses of earlier e-mails no longer work. Newer e-mails have new ones.")
    )
    return redirect("incoming_mail:list")


@never_cache
@login_required
@require_safe
def show_mail(request: HttpRequest, received_id: int) -> HttpResponse:
    """What was not published of a mail, for its author and for facilitators of its theme."""
    mail = get_object_or_404(ReceivedMail.objects.readable_by(request.user), pk=received_id)
    context = {"mail": mail, "is_own": mail.member_id == request.user.pk}
    return render(request, "incoming_mail/mail.html", context)


@never_cache
@login_required
@require_safe
def show_original(request: HttpRequest, received_id: int) -> HttpResponse:
    """The mail as it came, as a file: a browser must not show HTML of a mail."""
    own = ReceivedMail.objects.filter(member=request.user.pk).exclude(raw=b"")
    mail = get_object_or_404(own, pk=received_id)
    response = HttpResponse(mail.original, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="mail-{mail.pk}.eml"'
    return response
