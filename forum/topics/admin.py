"""Topics in the admin, read-only. Only actions change them (decision 13)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from forum.topics.models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    list_display = ("title", "theme", "language", "post_count", "last_post_at", "hidden_at")
    list_filter = ("theme", "language", "pinned")
    search_fields = ("title",)
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    view_on_site = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
