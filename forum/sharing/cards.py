"""What the picture of a shared link shows, and the address of the picture."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from collective_brain.caching.cache_keys import short_hash
from forum.sharing import card_texts
from forum.themes.models import Theme
from forum.topics.models import Topic

DESIGN = 1  # another number redraws all pictures: change it with card_pictures.py
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Card:
    """title: in large letters. theme: its name above them. colour: of the theme's dot."""

    title: str
    theme: str = ""
    colour: str = ""

    @property
    def version(self) -> str:
        return short_hash(repr((DESIGN, self)))[:12]

    @property
    def words(self) -> str:
        """For readers who do not see the picture."""
        return f"{self.theme} · {self.title}" if self.theme else self.title


def card_of_site(language: str) -> Card:
    with translation.override(language):
        title = _(
            "Collective Brain, the discussion space of the ILO's Academy "
            "on the Social and Solidarity Economy"
        )
    return Card(card_texts.drawable(title))


def card_of_theme(theme: Theme, language: str) -> Card:
    """The card of the site if the font lacks letters of the theme's name."""
    name = _drawable_name(theme, language)
    return Card(name, colour=theme.light_tint) if name else card_of_site(language)


def card_of_topic(topic: Topic) -> Card:
    """In the language of the topic. The theme's card if the font lacks letters of the title."""
    title = card_texts.drawable(topic.title)
    if not title:
        return card_of_theme(topic.theme, topic.language)
    name = _drawable_name(topic.theme, topic.language)
    return Card(title, name, topic.theme.light_tint)


def site_card_path(card: Card, language: str) -> str:
    return reverse("sharing:site_card", args=[language, card.version])


def theme_card_path(card: Card, theme: Theme, language: str) -> str:
    return reverse("sharing:theme_card", args=[theme.slug, language, card.version])


def topic_card_path(card: Card, topic: Topic) -> str:
    return reverse("sharing:topic_card", args=[topic.pk, card.version])


def _drawable_name(theme: Theme, language: str) -> str:
    with translation.override(language):
        return card_texts.drawable(theme.name)
