"""Pages of topics: reading, and the forms that write."""

import uuid
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from collective_brain.caching.fragments import render_rows
from collective_brain.caching.page_cache import cached_page
from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits, saved_text
from forum import markup
from forum.contributions.rendering import render_post
from forum.themes.models import Theme
from forum.topics import (
    actions,
    rules,
    streams,
)
from forum.topics.filters import Filters
from forum.topics.forms import ReplyForm, StartForm
from forum.topics.fragments import POST
from forum.topics.lookups import topic_for_page
from forum.topics.models import (
    POSTS_PER_PAGE,
    Post,
    Topic,
    current_page_version,
    rows_on_page,
)

TOPICS_PER_PAGE = 30  # topics on a theme page
LATEST_POSTS_PER_PAGE = 30  # posts on a page of latest posts
MAX_QUOTATIONS = 10  # posts that one link quotes


# --- reading ---


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme's topics: pinned first, then by last post; pages by keyset, as real links."""
    found = get_object_or_404(Theme, slug=slug)
    filters = Filters.of(request.GET)
    topics = filters.apply(found.topics.visible_to(request.user).rows())
    page = _after(topics, request.GET.get("after"))[: TOPICS_PER_PAGE + 1]
    rows = list(page)
    more = (
        filters.address(after=rows[TOPICS_PER_PAGE - 1].row_key)
        if len(rows) > TOPICS_PER_PAGE
        else ""
    )
    context = {"theme": found, "topics": rows[:TOPICS_PER_PAGE], "next": more, "filters": filters}
    return render(
        request, "topics/theme.html", {**context, "refusal": rules.refuse_start(request.user)}
    )


def _after(topics: Any, key: str | None) -> Any:
    if not key:
        return topics
    try:
        return topics.after(key)
    except (ValueError, OverflowError) as error:
        raise Http404 from error


@require_safe
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme's posts, newest first."""
    found = get_object_or_404(Theme, slug=slug)
    posts = Post.objects.newest_visible().filter(topic__theme=found)
    if before := request.GET.get("before", ""):
        posts = posts.filter(pk__lt=_key(before))
    rows = list(posts[: LATEST_POSTS_PER_PAGE + 1])
    more = (
        f"?before={rows[LATEST_POSTS_PER_PAGE - 1].pk}" if len(rows) > LATEST_POSTS_PER_PAGE else ""
    )
    return render(
        request,
        "topics/latest.html",
        {"theme": found, "posts": rows[:LATEST_POSTS_PER_PAGE], "next": more},
    )


def _key(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    raise Http404


@require_safe
def topic(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    found = topic_for_page(request, topic_id)
    page = _key(request.GET.get("page", "1"))
    if not 1 <= page <= found.last_page:
        return redirect(found.page_url(found.last_page))
    if slug != found.slug:
        query = request.META["QUERY_STRING"]  # it may ask for a post to answer
        return redirect(
            f"{found.get_absolute_url()}?{query}" if query else found.get_absolute_url()
        )
    return cached_page(
        request,
        version=found.last_mark,
        current_version=partial(current_page_version, found.pk),
        render=lambda: topic_page(request, found, page=page),
    )


def topic_page(
    request: HttpRequest,
    found: Topic,
    *,
    page: int,
    form: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """One page of a topic: 20 posts by their numbers, and the form to reply."""
    load = partial(_posts, found)
    waiting_text = saved_text.load(request, found.get_absolute_url()) if form is None else {}
    context = {
        "topic": found,
        "posts": render_rows(POST, rows_on_page(found, page), load),
        "page": page,
        "pages": found.last_page,
        "first": (page - 1) * POSTS_PER_PAGE + 1,
        "last": page * POSTS_PER_PAGE,
        "shown": (
            found.stream_name,
            (page - 1) * POSTS_PER_PAGE + 1,
            min(page * POSTS_PER_PAGE, found.last_number),
        ),
        "form": form or _reply_form(request, found, waiting_text),
        "waited": bool(waiting_text),
        "refusal": rules.refuse_reply(request.user, found),
        "facilitator": found.facilitated,  # type: ignore[attr-defined]
    }
    return render(request, "topics/topic.html", context, status=status)


def _posts(found: Topic, numbers: list[int]) -> list[Post]:
    posts = list(found.posts.filter(number__in=numbers).for_display())
    for post in posts:
        post.topic = found
    return posts


def _reply_form(request: HttpRequest, found: Topic, typed: dict[str, str]) -> ReplyForm:
    """The form with what was typed, and what a link into it asks for: ?reply_to=3, and any number of ?quote=3.

    data-quotation: what was quoted, so that the script can put it after what it keeps.
    """
    number = request.GET.get("reply_to", "")
    form = ReplyForm(initial={**({"reply_to": number} if _is_number(number) else {}), **typed})
    if not request.user.is_authenticated:  # all visitors get the same page
        form.initial["nonce"] = ""
    wanted = [
        int(text) for text in request.GET.getlist("quote")[:MAX_QUOTATIONS] if _is_number(text)
    ]
    if quotation := found.quotations(wanted) if wanted else "":
        form.initial["source"] = markup.append_quotation(typed.get("source", ""), quotation)
        form.fields["source"].widget.attrs["data-quotation"] = quotation
    return form


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


@require_safe
def post_at(request: HttpRequest, topic_id: int, number: int, slug: str = "") -> HttpResponse:
    """The permanent address of a post leads to its place; past the end, to the last."""
    found = topic_for_page(request, topic_id)
    return redirect(found.url_in_topic(number))


# --- writing ---


def start(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Theme, slug=slug)
    if request.method != "POST":
        kept = saved_text.load(request, request.path)
        return _start_page(request, found, StartForm(initial=kept), waited=bool(kept))
    if turned_away := form_responses.redirect_to_sign_in(request, request.path):
        return turned_away
    form = StartForm(request.POST)
    if form.is_valid():
        if wait := form_responses.count_request("post", request, form.cleaned_data["nonce"]):
            return _start_page(
                request, found, form_responses.add_rate_limit_error(form, wait), wait=wait
            )
        try:
            return form_responses.redirect_after_write(
                request,
                actions.start(found, form_responses.signed_in_member(request), **form.cleaned_data),
            )
        except Refused as refusal:
            form = form_responses.add_refusal(form, refusal)
    return _start_page(request, found, form)


def _start_page(
    request: HttpRequest, found: Theme, form: StartForm, *, wait: int = 0, waited: bool = False
) -> HttpResponse:
    if form_responses.wants_json(request):
        return form_responses.json_refusal(form, wait)
    status = (429 if wait else 422) if form.is_bound else 200
    context = {
        "theme": found,
        "form": form,
        "waited": waited,
        "refusal": rules.refuse_start(request.user),
    }
    return render(request, "topics/start.html", context, status=status)


def reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    found = topic_for_page(request, topic_id)
    if request.method != "POST":  # a refused reply has this address, and a phone reopens its tabs
        return redirect(f"{found.get_absolute_url()}#reply")
    if turned_away := form_responses.redirect_to_sign_in(
        request, f"{found.get_absolute_url()}#reply"
    ):
        return turned_away
    form = ReplyForm(request.POST)
    if form.is_valid():
        if wait := form_responses.count_request("post", request, form.cleaned_data["nonce"]):
            return _reply_again(
                request, found, form_responses.add_rate_limit_error(form, wait), wait=wait
            )
        try:
            post = actions.reply(
                found, form_responses.signed_in_member(request), **form.cleaned_data
            )
        except Refused as refusal:
            form = form_responses.add_refusal(form, refusal)
        else:
            return _sent(request, found, post)
    return _reply_again(request, found, form)


def _sent(request: HttpRequest, found: Topic, post: Post) -> HttpResponse:
    if not form_responses.wants_json(request):
        return redirect(post.topic.url_in_topic(post.number))  # `found` does not know of it yet
    shown = Post.objects.for_display().get(pk=post.pk)
    shown.topic = found
    frame = streams.post_frame(found, shown)
    return JsonResponse(frame, status=201)


def _reply_again(
    request: HttpRequest, found: Topic, form: ReplyForm, wait: int = 0
) -> HttpResponse:
    """The refusal with everything typed, as JSON or on the topic's last page."""
    if form_responses.wants_json(request):
        return form_responses.json_refusal(form, wait)
    found = topic_for_page(request, found.pk)
    return topic_page(request, found, page=found.last_page, form=form, status=429 if wait else 422)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the Markdown `source` would look like, as HTML."""
    if wait := form_responses.count_request("preview", request):
        return JsonResponse(
            {"refused": str(rate_limits.wait_message(wait)), "wait": wait}, status=429
        )
    try:
        html = render_post(request.POST.get("source", ""), uuid.uuid4())["html"]
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=422)
    return JsonResponse({"html": html})
