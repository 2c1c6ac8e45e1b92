"""The fields of a theme that exist in every language of the site."""

from modeltranslation.translator import TranslationOptions, register

from forum.themes.models import Theme


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name", "description")
