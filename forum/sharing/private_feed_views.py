"""The private feed of what a member follows, and the page that creates its address."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from accounts.choices import Community
from collective_brain.caching.cache_keys import short_hash
from collective_brain.caching.page_cache import shared_version
from collective_brain.errors import Refused
from collective_brain.web import error_pages, form_responses, rate_limits
from forum.sharing import actions
from forum.sharing.absolute_urls import absolute_url
from forum.sharing.feed_entries import FeedContents, entries_of
from forum.sharing.feed_views import feed_response
from forum.sharing.followed_posts import newest_followed_posts
from forum.sharing.models import FeedAddress
from forum.topics.models import Post


@require_safe
def private_feed(request: HttpRequest, token: str, extension: str) -> HttpResponse:
    """What the member of this token follows. It needs no sign-in, and no cache may keep it."""
    member = FeedAddress.objects.member_with(token)
    if member is None or permissions.refuse_access(member):
        raise Http404
    if wait := rate_limits.count_use("feed", f"member:{member.pk}"):
        return error_pages.too_many_requests(request, wait)
    posts = newest_followed_posts(member)
    with translation.override(member.language or settings.LANGUAGE_CODE):
        response = feed_response(_contents(request, posts), extension)
    return _with_private_headers(request, response, etag=_etag(posts))


def _contents(request: HttpRequest, posts: list[Post]) -> FeedContents:
    url = absolute_url(request, request.path)
    return FeedContents(
        title=_("Collective Brain: what you follow"),
        url=url,
        page_url=absolute_url(request, reverse("following:list")),
        shown_url=url,
        next_url="",
        entries=entries_of(request, posts),
    )


def _etag(posts: list[Post]) -> str:
    versions = [(post.pk, post.changed, post.topic.last_mark) for post in posts]
    return f'W/"{short_hash(repr((shared_version(), versions)))}"'


def _with_private_headers(
    request: HttpRequest, response: HttpResponse, *, etag: str
) -> HttpResponse:
    response["ETag"] = etag
    answer: Any = get_conditional_response(request, etag, None, response)
    answer["Cache-Control"] = "private, no-store"
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feed_settings(request: HttpRequest) -> HttpResponse:
    """The page of the private feed. A POST creates an address, which only its answer shows."""
    address = ""
    if request.method == "POST":
        if wait := form_responses.count_request("feed_address", request):
            return error_pages.too_many_requests(request, wait)
        try:
            token = actions.create_feed_address(request.user)
        except Refused as refusal:
            return render(request, "403.html", {"sentence": str(refusal)}, status=403)
        path = reverse("sharing:private_feed", args=[token, "atom"])
        address = absolute_url(request, path)
    context = {
        "address": address,
        "stored": FeedAddress.objects.filter(member=request.user.pk).first(),
        "communities": Community.choices,
    }
    return render(request, "sharing/feed_settings.html", context)


@login_required
@require_POST
def end_feed_address(request: HttpRequest) -> HttpResponse:
    actions.end_feed_address(request.user)
    messages.success(request, _("The address of your feed has ended."))
    return redirect("sharing:feed_settings")
