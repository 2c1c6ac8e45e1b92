"""The event log and its tasks in the admin, read-only: which listeners failed, and why."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from collective_brain.event_log.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    list_display = ("name", "body", "created_at", "done_at", "attempts", "error")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "name")
    search_fields = ("name", "error")
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(DBTaskResultAdmin):
    search_fields = ("task_path", "exception_class_path")
    list_per_page = 50
    show_full_result_count = False
