"""The list of a member's bookmarks, and the form of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from collective_brain.web.numbers import numbers_in_key
from forum.bookmarks import actions
from forum.bookmarks.forms import BookmarkForm
from forum.bookmarks.models import Bookmark, attach_targets
from forum.chat.lookups import visible_message
from forum.chat.models import Message
from forum.topics.lookups import visible_post
from forum.topics.models import Post

ROWS_PER_PAGE = 50
MAX_QUERY_LENGTH = 100
methods = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@require_safe
def bookmark_list(request: HttpRequest) -> HttpResponse:
    """The newest first. ?q=: words in the note or the title; ?after=: the last row before."""
    own = Bookmark.objects.visible_to(request.user)
    words = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
    rows = own.matching(words, request.user) if words else own
    if after := request.GET.get("after"):
        try:
            [last] = numbers_in_key(after, 1)
        except ValueError as error:
            raise Http404 from error
        rows = rows.filter(pk__lt=last)
    bookmarks = list(rows.order_by("-pk")[: ROWS_PER_PAGE + 1])
    shown = bookmarks[:ROWS_PER_PAGE]
    attach_targets(shown, request.user)
    context = {
        "bookmarks": shown,
        "query": words,
        "next_key": shown[-1].pk if len(bookmarks) > ROWS_PER_PAGE else None,
        "has_any": bool(shown) or own.exists(),
    }
    return render(request, "bookmarks/list.html", context)


@never_cache
@methods
def bookmark_post(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    return _bookmark(request, visible_post(request, topic_id, number))


@never_cache
@methods
def bookmark_message(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    return _bookmark(request, visible_message(request, room_id, number))


@never_cache
@require_POST
def remove(request: HttpRequest, bookmark_id: int) -> HttpResponse:
    if response := form_responses.redirect_to_sign_in(request, "/bookmarks/"):
        return response
    actions.remove(get_object_or_404(Bookmark.objects.visible_to(request.user), pk=bookmark_id))
    messages.success(request, _("The bookmark has been removed."))
    return redirect("bookmarks:list")


def _bookmark(request: HttpRequest, contribution: Post | Message) -> HttpResponse:
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    stored = Bookmark.objects.visible_to(request.user).about(contribution).first()
    if request.method != "POST":
        initial = {"note": stored.note, "remind_on": stored.remind_on} if stored else {}
        form = BookmarkForm(initial=initial | saved_text.load(request, request.path))
        return _page(request, contribution, form, stored)
    form = BookmarkForm(request.POST)
    if form.is_valid():
        if wait := form_responses.count_request("bookmark", request):
            form_responses.add_rate_limit_error(form, wait)
            return _page(request, contribution, form, stored, status=429)
        try:
            member = form_responses.signed_in_member(request)
            actions.save(contribution, member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The bookmark has been saved."))
            return redirect(contribution)
    return _page(request, contribution, form, stored, status=422)


def _page(
    request: HttpRequest,
    contribution: Post | Message,
    form: BookmarkForm,
    stored: Bookmark | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"contribution": contribution, "form": form, "stored": stored}
    return render(request, "bookmarks/bookmark.html", context, status=status)
