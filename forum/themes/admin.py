"""Themes are kept in Django's admin: names and descriptions in four languages, facilitators, order."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from forum.themes.models import Theme


@admin.register(Theme)
class ThemeAdmin(TranslationAdmin):
    list_display = ("name", "slug", "order", "topic_count", "last_post_at")
    filter_horizontal = ("facilitators",)
    search_fields = ("slug", "name_en", "name_es", "name_fr", "name_pt")
