"""What waits to be mailed to members, in the admin: what failed, and why."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forum.mail import tasks
from forum.mail.models import MailItem


@admin.register(MailItem)
class MailItemAdmin(admin.ModelAdmin[MailItem]):
    list_display = ("message_id", "member", "kind", "state", "due_at", "attempts", "error")
    list_filter = ("state",)
    list_select_related = ("member",)
    search_fields = ("error",)
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("message_id", "kind", "state", "created_at", "due_at", "attempts", "error")
    actions = ("try_again",)

    @admin.action(description=_("Try to send these e-mails again now"), permissions=["view"])
    def try_again(self, request: HttpRequest, items: QuerySet[MailItem]) -> None:
        tasks.try_again(items)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
