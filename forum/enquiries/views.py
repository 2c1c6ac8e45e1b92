"""Write to the facilitators of a theme, read the conversation, and answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from forum.enquiries import actions, rules
from forum.enquiries.forms import MessageForm
from forum.enquiries.models import Enquiry
from forum.themes.lookups import visible_theme
from forum.themes.models import Theme

ROWS_PER_PAGE = 50
MESSAGES_SHOWN = 100  # the newest ones
page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@page_or_form
def write_to_facilitators(request: HttpRequest, slug: str) -> HttpResponse:
    """The facilitators of a theme, and the form for a first message to them.

    Members who have written before continue on the page of their conversation.
    """
    theme = visible_theme(request, slug)
    if request.method == "POST":
        return _send(request, theme, None, request.path)
    if request.user.pk:
        own = Enquiry.objects.filter(theme=theme, member=request.user.pk).first()
        if own:
            return redirect(own)
    form = MessageForm(initial=saved_text.load(request, request.path))
    return _write_page(request, theme, form)


@never_cache
@page_or_form
def show_enquiry(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    enquiry_url = reverse("enquiries:enquiry", args=[enquiry_id])
    if response := form_responses.redirect_to_sign_in(request, enquiry_url, asks_consent=False):
        return response
    visible = Enquiry.objects.visible_to(request.user).select_related("theme", "member")
    enquiry = get_object_or_404(visible, pk=enquiry_id)
    if request.method == "POST":
        return _send(request, enquiry.theme, enquiry, enquiry_url)
    form = MessageForm(initial=saved_text.load(request, enquiry_url))
    return _enquiry_page(request, enquiry, form)


@never_cache
@require_safe
@login_required
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """The reader's own conversations, and those with the facilitators of their themes."""
    rows = Enquiry.objects.visible_to(request.user)
    try:
        enquiries = list(rows.in_list_order(request.GET.get("after", ""))[: ROWS_PER_PAGE + 1])
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(enquiries) > ROWS_PER_PAGE
    enquiries = enquiries[:ROWS_PER_PAGE]
    next_page = f"?after={enquiries[-1].row_key}" if has_next_page else ""
    return render(request, "enquiries/list.html", {"enquiries": enquiries, "next": next_page})


def _send(
    request: HttpRequest, theme: Theme, enquiry: Enquiry | None, page_url: str
) -> HttpResponse:
    """Store the message, or show its page again with the text and the refusal."""
    if response := form_responses.redirect_to_sign_in(request, page_url, asks_consent=False):
        return response
    author = form_responses.signed_in_member(request)
    form, status = MessageForm(request.POST), 422
    if form.is_valid():
        if wait := form_responses.count_request("enquiry", request):
            form, status = form_responses.add_rate_limit_error(form, wait), 429
        else:
            member = enquiry.member if enquiry else author
            try:
                message = actions.write(theme, member, author, **form.cleaned_data)
            except Refused as refusal:
                form = form_responses.add_refusal(form, refusal)
            else:
                messages.success(request, _("Your message has been sent."))
                return redirect(f"{message.enquiry.get_absolute_url()}#message-{message.pk}")
    if enquiry:
        return _enquiry_page(request, enquiry, form, status=status)
    return _write_page(request, theme, form, status=status)


def _write_page(
    request: HttpRequest, theme: Theme, form: MessageForm, *, status: int = 200
) -> HttpResponse:
    member: Any = request.user
    is_refused = member.is_authenticated and not form.is_bound
    context = {
        "theme": theme,
        "facilitators": theme.open_facilitators(),
        "form": form,
        "refusal": rules.refuse_message(member, theme, member) if is_refused else "",
    }
    return render(request, "enquiries/write.html", context, status=status)


def _enquiry_page(
    request: HttpRequest, enquiry: Enquiry, form: MessageForm, *, status: int = 200
) -> HttpResponse:
    newest = enquiry.messages.select_related("author").order_by("-pk")[:MESSAGES_SHOWN]
    refusal = rules.refuse_message(request.user, enquiry.theme, enquiry.member)
    context = {
        "enquiry": enquiry,
        "theme": enquiry.theme,
        "facilitators": enquiry.theme.open_facilitators(),
        "is_own": enquiry.member_id == request.user.pk,
        "shown_messages": list(reversed(newest)),
        "form": form,
        "refusal": "" if form.is_bound else refusal,
    }
    return render(request, "enquiries/enquiry.html", context, status=status)
