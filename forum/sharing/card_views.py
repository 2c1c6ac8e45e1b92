"""The pictures of shared links. Each shows what a visitor may see, also to members."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from collective_brain.web import error_pages, form_responses
from forum.sharing import card_pictures, cards
from forum.themes.models import Theme
from forum.topics.models import Topic

ONE_YEAR = 365 * 24 * 3600  # seconds


@require_safe
def site_card(request: HttpRequest, language: str, version: str) -> HttpResponse:
    _require_language(language)
    card = cards.card_of_site(language)
    return _picture(request, card, cards.site_card_path(card, language))


@require_safe
def theme_card(request: HttpRequest, slug: str, language: str, version: str) -> HttpResponse:
    _require_language(language)
    theme = get_object_or_404(Theme.objects.visible_to(AnonymousUser()), slug=slug)
    card = cards.card_of_theme(theme, language)
    return _picture(request, card, cards.theme_card_path(card, theme, language))


@require_safe
def topic_card(request: HttpRequest, topic_id: int, version: str) -> HttpResponse:
    topics = Topic.objects.visible_to(AnonymousUser()).select_related("theme")
    topic = get_object_or_404(topics, pk=topic_id)
    card = cards.card_of_topic(topic)
    return _picture(request, card, cards.topic_card_path(card, topic))


def _require_language(language: str) -> None:
    if language not in cards.LANGUAGES:
        raise Http404


def _picture(request: HttpRequest, card: cards.Card, path: str) -> HttpResponse:
    """path: of the current version. Other versions redirect to it, so each is stored once."""
    if request.get_full_path() != path:
        return redirect(path)
    picture = card_pictures.stored_picture(card)
    if picture is None:
        if wait := form_responses.count_request("card", request):
            return error_pages.too_many_requests(request, wait)
        picture = card_pictures.draw_once(card)
    return _immutable(request, picture)


def _immutable(request: HttpRequest, picture: bytes) -> HttpResponse:
    response = HttpResponse(picture, content_type="image/png")
    # The headers of a member's response contain their id, so no shared cache may keep it.
    audience = "private" if request.user.is_authenticated else "public"
    response["Cache-Control"] = f"{audience}, max-age={ONE_YEAR}, immutable"
    response["X-Robots-Tag"] = "noindex"
    return response
