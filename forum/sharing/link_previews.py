"""What a search engine or a messenger shows of a link to this site."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.choices import Audience
from accounts.models import Member
from forum import markup
from forum.sharing import cards
from forum.sharing.absolute_urls import absolute_url
from forum.sharing.cards import Card
from forum.sharing.structured_data import discussion_script, question_script
from forum.themes.models import Theme
from forum.topics.models import Post, Topic
from forum.topics.models.posts import EXCERPT_HTML

DESCRIPTION_LENGTH = 200  # characters; messengers show about that many


@dataclass
class LinkPreview:
    """kind: og:type. is_indexed: whether search engines may list the page.

    script: an element of JSON-LD for the page, or "". card, card_url: the picture, if the page has
    one of its own.
    """

    title: str
    url: str
    description: str = ""
    kind: str = "website"
    script: str = ""
    canonical_url: str = ""
    is_indexed: bool = True
    card: Card | None = None
    card_url: str = ""

    def __post_init__(self) -> None:
        self.description = Truncator(self.description).chars(DESCRIPTION_LENGTH)
        self.canonical_url = self.canonical_url or self.url


def preview_of_home(request: HttpRequest) -> LinkPreview:
    description = _(
        "Collective Brain, the discussion space of the ILO's Academy "
        "on the Social and Solidarity Economy"
    )
    preview = LinkPreview("Collective Brain", absolute_url(request, "/"), description)
    language = get_language() or settings.LANGUAGE_CODE
    card = cards.card_of_site(language)
    return _with_card(request, preview, card, cards.site_card_path(card, language))


def preview_of_theme(request: HttpRequest, theme: Theme) -> LinkPreview:
    url = absolute_url(request, theme.get_absolute_url())
    preview = LinkPreview(theme.name, url, theme.description)
    language = get_language() or settings.LANGUAGE_CODE
    card = cards.card_of_theme(theme, language)
    return _with_card(request, preview, card, cards.theme_card_path(card, theme, language))


def preview_of_topic(request: HttpRequest, topic: Topic, page: int) -> LinkPreview:
    """The first page also says for programs what the discussion is about."""
    url = absolute_url(request, topic.page_url(page))
    first_post = topic.posts.first_public()
    description = first_post.own_text if first_post else ""
    preview = LinkPreview(topic.title, url, description, "article")
    if first_post and page == 1:
        preview.script = _script(request, topic, first_post, preview.description)
    return _with_topic_card(request, preview, topic)


def _script(request: HttpRequest, topic: Topic, first_post: Post, text: str) -> str:
    answer = topic.posts.accepted_in(topic) if topic.accepted_number else None
    if answer:
        return question_script(request, topic, first_post, text, answer)
    return discussion_script(request, topic, first_post, text)


def preview_of_post(request: HttpRequest, post: Post) -> LinkPreview:
    """For search engines, the post is a part of the page of its topic."""
    preview = LinkPreview(
        post.topic.title,
        absolute_url(request, post.own_page_url),
        markup.own_words_in_html(post.body[:EXCERPT_HTML]),
        "article",
        canonical_url=absolute_url(request, post.topic.page_url(post.page)),
    )
    return _with_topic_card(request, preview, post.topic)


def preview_of_member(request: HttpRequest, member: Member) -> LinkPreview:
    """Search engines list only members whom everyone may find in the list of members."""
    url = absolute_url(request, request.path)
    is_indexed = member.listed_for == Audience.EVERYONE
    return LinkPreview(
        member.get_full_name(), url, member.bio, kind="profile", is_indexed=is_indexed
    )


def _with_topic_card(request: HttpRequest, preview: LinkPreview, topic: Topic) -> LinkPreview:
    card = cards.card_of_topic(topic)
    return _with_card(request, preview, card, cards.topic_card_path(card, topic))


def _with_card(request: HttpRequest, preview: LinkPreview, card: Card, path: str) -> LinkPreview:
    preview.card, preview.card_url = card, absolute_url(request, path)
    return preview
