"""Administrators edit themes in Django's admin, with names and descriptions in four languages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from forum.themes import actions
from forum.themes.models import Theme


@admin.register(Theme)
class ThemeAdmin(TranslationAdmin):
    list_display = ("name", "slug", "order", "topic_count", "last_post_at")
    filter_horizontal = ("facilitators",)
    search_fields = ("slug", "name_en", "name_es", "name_fr", "name_pt")

    def save_related(self, request: HttpRequest, form: Any, *args: Any) -> None:
        """Record one event after the theme and its facilitators are saved, in one transaction."""
        super().save_related(request, form, *args)
        actions.record_change(form.instance, by=request.user)
