"""The kinds of reactions. forum/reactions stores them; posts and messages show their counts."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ReactionKind(models.TextChoices):
    THANKS = "thanks", pgettext_lazy("a reaction to a post", "Thanks")
    AGREE = "agree", pgettext_lazy("a reaction to a post", "Agree")
    USEFUL = "useful", pgettext_lazy("a reaction to a post", "Useful in my work")


# Characters that fonts of old phones have. U+FE0E asks for the plain sign, not the picture.
SYMBOLS = {
    ReactionKind.THANKS: "\u2665\ufe0e",
    ReactionKind.AGREE: "\u2713",
    ReactionKind.USEFUL: "\u2605",
}
