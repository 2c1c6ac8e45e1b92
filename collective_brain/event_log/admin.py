"""The event log in the admin, read-only: which listeners failed, and why."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from collective_brain.event_log.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    list_display = ("name", "body", "created_at", "done_at", "attempts", "error")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
