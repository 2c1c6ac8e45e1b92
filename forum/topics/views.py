"""Pages of topics: reading, and the forms that write."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.caching.fragments import NumberedHtml, render_rows, render_until_changed
from collective_brain.caching.page_cache import cached_page, shared_version
from collective_brain.database.replica import read_from_primary
from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits, saved_text
from collective_brain.web.numbers import number_or_404, parse_number
from forum import markup
from forum.contributions import screening_hook
from forum.contributions.rendering import render_post
from forum.contributions.send_pages import SendPages
from forum.topics import (
    actions,
    rules,
    streams,
)
from forum.topics.forms import ReplyForm
from forum.topics.fragments import POST
from forum.topics.lookups import moved_post, redirect_author_of_hidden_topic, topic_for_page
from forum.topics.models import (
    POSTS_PER_PAGE,
    Post,
    Topic,
    current_page_version,
    rows_on_page,
)

MAX_QUOTATIONS = 10  # posts that one link quotes


# --- reading ---


@require_safe
@redirect_author_of_hidden_topic
def show_topic(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = topic_for_page(request, topic_id)
    page = number_or_404(request.GET.get("page", "1"))
    if not 1 <= page <= topic.last_page:
        return redirect(topic.page_url(topic.last_page))
    if slug != topic.slug:
        query = request.META["QUERY_STRING"]  # it can name a post to reply to
        return redirect(
            f"{topic.get_absolute_url()}?{query}" if query else topic.get_absolute_url()
        )
    return cached_page(
        request,
        version=topic.last_mark,
        current_version=partial(current_page_version, topic.pk),
        render=lambda: render_topic_page(request, topic, page=page),
    )


def render_topic_page(
    request: HttpRequest,
    topic: Topic,
    *,
    page: int,
    form: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """One page of a topic, and the form to reply."""
    version = shared_version()  # read before rendering, as in cached_page()
    saved = saved_text.load(request, topic.get_absolute_url()) if form is None else {}
    context = {
        "topic": topic,
        "posts": render_until_changed(
            ("posts", topic.pk, page, topic.last_mark, version), partial(_posts_html, topic, page)
        ),
        "page": page,
        "pages": topic.last_page,
        "first": (page - 1) * POSTS_PER_PAGE + 1,
        "last": page * POSTS_PER_PAGE,
        "shown": (
            topic.stream_name,
            (page - 1) * POSTS_PER_PAGE + 1,
            min(page * POSTS_PER_PAGE, topic.last_number),
        ),
        "form": form or _reply_form(request, topic, saved),
        "waited": bool(saved),
        "refusal": rules.refuse_reply(request.user, topic),
        "facilitator": topic.facilitated,  # type: ignore[attr-defined]
        "may_accept": _may_accept(request, topic),
        "version": version,
    }
    return render(request, "topics/topic.html", context, status=status)


def _may_accept(request: HttpRequest, topic: Topic) -> bool:
    """Whether the posts have a button. The rule costs a query only for those who may pass it."""
    is_own = topic.author_id == request.user.pk
    if not topic.is_question or not (is_own or topic.facilitated):  # type: ignore[attr-defined]
        return False
    return not rules.refuse_accepting(request.user, topic)


def _posts_html(topic: Topic, page: int) -> list[NumberedHtml]:
    with read_from_primary():  # a replica could be older than topic.last_mark
        return render_rows(POST, rows_on_page(topic, page), partial(_posts, topic))


def _posts(topic: Topic, numbers: list[int]) -> list[Post]:
    posts = list(topic.posts.filter(number__in=numbers).for_display())
    for post in posts:
        post.topic = topic
    return posts


def _reply_form(request: HttpRequest, topic: Topic, typed: dict[str, str]) -> ReplyForm:
    """The form with the typed text, and with what the address asks for: ?reply_to=3 and ?quote=3,
    several times.

    data-quotation contains the quoted text, so that the script can append it to a draft.
    """
    initial = dict(typed)
    if number := parse_number(request.GET.get("reply_to", ""), 0):
        initial.setdefault("reply_to", str(number))
    form = ReplyForm(initial=initial)
    if not request.user.is_authenticated:  # all visitors get the same page
        form.initial["nonce"] = ""
    wanted = [parse_number(text, 0) for text in request.GET.getlist("quote")[:MAX_QUOTATIONS]]
    if quotation := topic.quotation_markdown(wanted) if wanted else "":
        form.initial["source"] = markup.append_quotation(typed.get("source", ""), quotation)
        form.fields["source"].widget.attrs["data-quotation"] = quotation
    return form


@require_safe
@redirect_author_of_hidden_topic
def redirect_to_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Redirect from /topics/39/, which people type and shorten links to.

    A merged topic leads to the one that has its posts, for who may see that.
    """
    topic = topic_for_page(request, topic_id)
    if topic.merged_into_id:
        visible = Topic.objects.visible_to(request.user)
        return redirect(visible.filter(pk=topic.merged_into_id).first() or topic)
    return redirect(topic)


@require_safe
@redirect_author_of_hidden_topic
def redirect_to_post(
    request: HttpRequest, topic_id: int, number: int, slug: str = ""
) -> HttpResponse:
    """Redirect from the permanent address of a post to its place.

    A number that is too high leads to the last post. A moved post is in another topic.
    """
    topic = topic_for_page(request, topic_id)
    placeholder = topic.posts.filter(number=number).exclude(moved_to=None).first()
    if placeholder and (post := moved_post(request, placeholder)):
        return redirect(post.topic.post_url_on_page(post.number))
    return redirect(topic.post_url_on_page(number))


# --- writing ---


def reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = topic_for_page(request, topic_id)
    if request.method != "POST":  # a phone reopens the tab of a refused reply
        return redirect(f"{topic.get_absolute_url()}#reply")
    if response := form_responses.redirect_to_sign_in(request, f"{topic.get_absolute_url()}#reply"):
        return response
    arrival = screening_hook.arrival_of(request.POST, request.user)
    return replies.send(request, topic, ReplyForm(request.POST), arrival=arrival)


def _sent_response(request: HttpRequest, topic: Topic, post: Post) -> HttpResponse:
    if not form_responses.wants_json(request):
        messages.success(
            request, _("Your post #%(number)s has been published.") % {"number": post.number}
        )
        return redirect(post.topic.post_url_on_page(post.number))  # `topic` is older than the post
    place = topic if post.topic_id == topic.pk else post.topic  # it was moved before a repeat
    return JsonResponse(streams.topic_stream.frame(place, post), status=201)


def _refused_reply_page(request: HttpRequest, topic: Topic, **context: Any) -> HttpResponse:
    topic = topic_for_page(request, topic.pk)
    return render_topic_page(request, topic, page=topic.last_page, **context)


replies = SendPages(
    actions=actions.posts, rate_limit="post", sent=_sent_response, refused=_refused_reply_page
)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The HTML of the Markdown `source`."""
    if wait := form_responses.count_request("preview", request):
        return JsonResponse(
            {"refused": str(rate_limits.wait_message(wait)), "wait": wait}, status=429
        )
    try:
        html = render_post(request.POST.get("source", ""), uuid.uuid4()).fields["html"]
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=422)
    return JsonResponse({"html": html})
