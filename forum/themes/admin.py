"""Themes in the admin, read-only. Administrators change them on the pages of the site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from forum.themes.models import Theme


@admin.register(Theme)
class ThemeAdmin(TranslationAdmin):
    list_display = ("name", "slug", "order", "topic_count", "post_count", "last_post_at")
    search_fields = ("slug", "name_en", "name_es", "name_fr", "name_pt")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
