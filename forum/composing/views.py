"""Questions that a composer's script asks; each answer is JSON."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from collective_brain.web import form_responses, rate_limits
from forum import markup
from forum.composing import completion, link_titles
from forum.composing.similar_topics import similar_topics_sentence
from forum.search.searches import topics_with_similar_titles

LONGEST = {"q": 60, "line": 30, "path": 500, "fragment": 30, "title": 150}  # characters


@require_safe
def suggest_members(request: HttpRequest) -> JsonResponse:
    """?q=an&line=topic:17: members to mention, for members."""
    reader = form_responses.signed_in_member(request)
    if wait := form_responses.count_request("suggest", request):
        return _too_many(wait)
    found = completion.members_to_mention(_asked(request, "q"), reader, _asked(request, "line"))
    return _offered("composing/_member_options.html", {"members": found})


@require_safe
def suggest_topics(request: HttpRequest) -> JsonResponse:
    """?q=local currencies: topics to link to."""
    if wait := form_responses.count_request("suggest", request):
        return _too_many(wait)
    found = completion.topics_to_link(_asked(request, "q"), request.user)
    links = [
        (topic, markup.markdown_link(topic.title, topic.get_absolute_url())) for topic in found
    ]
    return _offered("composing/_topic_options.html", {"topics": links})


@require_safe
def title_link(request: HttpRequest) -> JsonResponse:
    """?path=/topics/17/3&fragment=: {markdown}, a link with the title of what that address leads to."""
    if wait := form_responses.count_request("suggest", request):
        return _too_many(wait)
    made = link_titles.link_with_title(
        _asked(request, "path"), _asked(request, "fragment"), request.user
    )
    if not made:
        raise Http404
    return JsonResponse({"markdown": made})


@require_safe
def similar_topics(request: HttpRequest) -> JsonResponse:
    """?title=: {html, said}, topics like one that somebody is about to start."""
    if wait := form_responses.count_request("suggest", request):
        return _too_many(wait)
    found = topics_with_similar_titles(
        _asked(request, "title"), request.user, request.LANGUAGE_CODE
    )
    html = render_to_string("composing/_similar_topic_items.html", {"topics": found})
    return JsonResponse({"html": html.strip(), "said": similar_topics_sentence(len(found))})


def _asked(request: HttpRequest, name: str) -> str:
    """A parameter as far as anybody needs it, without the one character that PostgreSQL does not take."""
    return request.GET.get(name, "")[: LONGEST[name]].replace("\x00", "").strip()


def _offered(template: str, found: dict[str, Any]) -> JsonResponse:
    """{html, said}: the options, and how many for who cannot see them."""
    (offers,) = found.values()
    count = ngettext(
        "%(count)d suggestion; arrow keys choose.",
        "%(count)d suggestions; arrow keys choose.",
        len(offers),
    )
    said = count % {"count": len(offers)} if offers else _("No suggestions.")
    return JsonResponse({"html": render_to_string(template, found).strip(), "said": said})


def _too_many(wait: int) -> JsonResponse:
    return JsonResponse({"refused": rate_limits.wait_message(wait), "wait": wait}, status=429)
