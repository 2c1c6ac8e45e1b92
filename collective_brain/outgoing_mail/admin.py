"""The mails that wait, in the admin: which failed, and why. An administrator can try again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from collective_brain.outgoing_mail import tasks
from collective_brain.outgoing_mail.models import OutgoingEmail


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(admin.ModelAdmin[OutgoingEmail]):
    list_display = ("__str__", "recipients", "created_at", "due_at", "attempts", "error")
    search_fields = ("recipients", "error")
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("recipients", "created_at", "due_at", "attempts", "error")  # not the secret links
    actions = ("try_again",)

    @admin.action(description=_("Try to send these e-mails again now"), permissions=["view"])
    def try_again(self, request: HttpRequest, mails: QuerySet[OutgoingEmail]) -> None:
        tasks.try_again(mails)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
