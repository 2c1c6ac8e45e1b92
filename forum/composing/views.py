"""Answer the scripts of the editor. Each answer is JSON."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from collective_brain.i18n.languages import content_language
from collective_brain.web import form_responses, rate_limits
from forum import markup
from forum.composing import completion, link_titles
from forum.composing.similar_topics import similar_topics_sentence
from forum.search.similar_titles import topics_with_similar_titles
from forum.search.suggestions import suggestion_count_sentence

# The characters of each parameter that count.
MAX_LENGTHS = {"q": 60, "line": 30, "path": 500, "fragment": 30, "title": 150}


@require_safe
def suggest_members(request: HttpRequest) -> JsonResponse:
    """?q=an&line=topic:17: members to mention. Only members may ask."""
    reader = form_responses.signed_in_member(request)
    if wait := form_responses.count_request("suggest", request):
        return _too_many_requests(wait)
    typed, stream_name = _parameter(request, "q"), _parameter(request, "line")
    members = completion.members_to_mention(typed, reader, stream_name)
    return _options("composing/_member_options.html", "members", members)


@require_safe
def suggest_topics(request: HttpRequest) -> JsonResponse:
    """?q=local currencies: topics to link to."""
    if wait := form_responses.count_request("suggest", request):
        return _too_many_requests(wait)
    topics = completion.topics_to_link(_parameter(request, "q"), request.user)
    topics_with_links = [
        (topic, markup.markdown_link(topic.title, topic.get_absolute_url())) for topic in topics
    ]
    return _options("composing/_topic_options.html", "topics", topics_with_links)


@require_safe
def link_with_title(request: HttpRequest) -> JsonResponse:
    """?path=/topics/17/3&fragment=: {markdown}, a link with the title of that page."""
    if wait := form_responses.count_request("suggest", request):
        return _too_many_requests(wait)
    path, fragment = _parameter(request, "path"), _parameter(request, "fragment")
    link = link_titles.link_with_title(path, fragment, request.user)
    if not link:
        raise Http404
    return JsonResponse({"markdown": link})


@require_safe
def similar_topics(request: HttpRequest) -> JsonResponse:
    """?title=: {html, said}, topics similar to one that somebody starts."""
    if wait := form_responses.count_request("suggest", request):
        return _too_many_requests(wait)
    title = _parameter(request, "title")
    topics = topics_with_similar_titles(title, request.user, content_language())
    html = render_to_string("composing/_similar_topic_items.html", {"topics": topics})
    return JsonResponse({"html": html.strip(), "said": similar_topics_sentence(len(topics))})


def _parameter(request: HttpRequest, name: str) -> str:
    """The parameter, cut to its maximum."""
    return request.GET.get(name, "")[: MAX_LENGTHS[name]].strip()


def _options(template_name: str, context_name: str, options: Sequence[Any]) -> JsonResponse:
    """{html, said}: the options, and their number for screen readers."""
    html = render_to_string(template_name, {context_name: options})
    return JsonResponse({"html": html.strip(), "said": suggestion_count_sentence(len(options))})


def _too_many_requests(wait: int) -> JsonResponse:
    return JsonResponse({"refused": rate_limits.wait_message(wait), "wait": wait}, status=429)
