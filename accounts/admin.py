"""Members in the administration. Its buttons call accounts/actions.py; it saves only roles."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import permissions
from accounts.acts.admin_log import record_changes_in_admin
from accounts.administration import actions
from accounts.administration.states import states
from accounts.member_manager import TWO_STEP_TYPES
from accounts.models import Member
from collective_brain.errors import Refused

# Administrators may not see the secrets and the sessions of members. An address changes only by its
# owner, who confirms it.
admin.site.unregister([Authenticator, UserSession, EmailAddress])
record_changes_in_admin()
admin.site.site_title = "Collective Brain"
admin.site.site_header = _("Collective Brain: all tables")
admin.site.index_title = _("All tables")


def _has_permission(request: HttpRequest) -> bool:
    return bool(request.user.is_active and permissions.may_administer(request.user))


def _sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
    """Use allauth's sign-in page and rate limits.

    Redirect administrators to two-step verification if they must set it up.
    """
    if (
        isinstance(request.user, Member)
        and request.user.is_staff
        and permissions.lacks_two_step(request.user)
    ):
        messages.warning(request, permissions.refuse_role_without_two_step(request.user))
        return redirect("mfa_index")
    return _allauth_sign_in(request, extra_context)


def _change_password(
    request: HttpRequest, extra_context: dict[str, Any] | None = None
) -> HttpResponseBase:
    return redirect("account_change_password")


_allauth_sign_in = secure_admin_login(admin.site.login)
admin.site.login = _sign_in  # type: ignore[method-assign, assignment]
admin.site.has_permission = _has_permission  # type: ignore[method-assign]
# Our page counts failures, tells the member by e-mail and ends the other sessions.
admin.site.password_change = _change_password  # type: ignore[method-assign, assignment]
A_CENTURY = timedelta(days=365 * 100)
ROLE_FIELDS = ("is_staff", "is_superuser", "groups")


class SanctionForm(ActionForm):
    why = forms.CharField(label=_("Reason (shown to the member)"), required=False, max_length=300)


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    """People join by sign-up and leave by closing their account. Only roles are saved here."""

    action_form = SanctionForm
    actions = (
        "confirm_community",
        *("silence_1_day", "silence_7_days", "silence_30_days"),
        *("suspend_7_days", "suspend_30_days", "suspend_for_good"),
        "lift",
        "remove_second_step",
    )
    list_display = (
        *("email", "handle", "name"),
        *("community", "side", "community_confirmed"),
        *("state", "has_second_step", "joined_at"),
    )
    list_filter = ("community", "side", "community_confirmed", "is_staff", "is_demo", "joined_at")
    search_fields = ("email", "handle", "name", "organisation")
    ordering = ("-joined_at",)
    list_per_page = 50
    show_full_result_count = False
    fields = (
        ("email", "handle", "name"),
        ("community", "side", "community_confirmed"),
        ("organisation", "country_name", "languages"),
        "bio",
        ("silenced_until", "suspended_until", "sanction_reason"),
        ("joined_at", "email_confirmed_at", "last_login", "closed_at", "is_demo"),
        "has_second_step",
        ("is_staff", "is_superuser"),
        "groups",
    )
    filter_horizontal = ("groups",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        with_two_step = Member.objects.filter(
            pk=OuterRef("pk"), authenticator__type__in=TWO_STEP_TYPES
        )
        return super().get_queryset(request).annotate(uses_two_step=Exists(with_two_step))

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> list[str]:
        """All fields except the roles. Only superusers may change roles."""
        names: list[str] = []
        for row in self.fields:
            names += [row] if isinstance(row, str) else row
        if not request.user.is_superuser:
            return names
        return [name for name in names if name not in ROLE_FIELDS]

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        """Save only the role: saving the whole row could undo a simultaneous action."""
        obj.save(update_fields=["is_staff", "is_superuser"])

    def save_related(self, request: HttpRequest, form: Any, *args: Any) -> None:
        """Record one event after the role and the groups are saved, in one transaction."""
        before = _roles(Member.objects.get(pk=form.instance.pk)) | {
            name: form.initial[name]
            for name in ("is_staff", "is_superuser")
            if name in form.initial
        }
        super().save_related(request, form, *args)
        if form.changed_data:
            after = _roles(form.instance)
            actions.record_role_change(form.instance, by=request.user, before=before, after=after)  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        return False

    @admin.display(description=_("country"))
    def country_name(self, member: Member) -> str:
        return member.country_name

    @admin.display(description=_("standing"))
    def state(self, member: Member) -> str:
        return ", ".join(states(member))

    @admin.display(description=_("two-step verification"), boolean=True)
    def has_second_step(self, member: Any) -> bool:
        return bool(member.uses_two_step)

    @admin.action(
        description=_("Turn off two-step verification (lost device)"), permissions=["change"]
    )
    def remove_second_step(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        why = request.POST.get("why", "").strip()
        self._apply_to_each(request, queryset, actions.reset_two_step, why=why)

    @admin.action(description=_("Confirm the community"), permissions=["change"])
    def confirm_community(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._apply_to_each(request, queryset, actions.confirm_community)

    @admin.action(description=_("Silence for 1 day"), permissions=["change"])
    def silence_1_day(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._sanction(request, queryset, actions.silence, timedelta(days=1))

    @admin.action(description=_("Silence for 7 days"), permissions=["change"])
    def silence_7_days(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._sanction(request, queryset, actions.silence, timedelta(days=7))

    @admin.action(description=_("Silence for 30 days"), permissions=["change"])
    def silence_30_days(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._sanction(request, queryset, actions.silence, timedelta(days=30))

    @admin.action(description=_("Suspend for 7 days"), permissions=["change"])
    def suspend_7_days(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._sanction(request, queryset, actions.suspend, timedelta(days=7))

    @admin.action(description=_("Suspend for 30 days"), permissions=["change"])
    def suspend_30_days(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._sanction(request, queryset, actions.suspend, timedelta(days=30))

    @admin.action(description=_("Suspend permanently"), permissions=["change"])
    def suspend_for_good(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._sanction(request, queryset, actions.suspend, A_CENTURY)

    @admin.action(description=_("Lift silence and suspension"), permissions=["change"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._apply_to_each(request, queryset, actions.lift_sanctions)

    def _sanction(
        self,
        request: HttpRequest,
        queryset: QuerySet[Member],
        action: Callable[..., Any],
        duration: timedelta,
    ) -> None:
        why = request.POST.get("why", "").strip()
        self._apply_to_each(request, queryset, action, until=timezone.now() + duration, why=why)

    def _apply_to_each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Member],
        action: Callable[..., Any],
        **kwargs: Any,
    ) -> None:
        """Call `action` for every chosen member and show the refusals."""
        done = 0
        for member in queryset:
            try:
                action(member, by=request.user, **kwargs)
                done += 1
            except Refused as refusal:
                messages.error(request, f"{member.email}: {refusal}")
        if done:
            sentence = ngettext("Done for %(count)d member.", "Done for %(count)d members.", done)
            messages.success(request, sentence % {"count": done})


def _roles(member: Member) -> dict[str, Any]:
    return {
        "is_staff": member.is_staff,
        "is_superuser": member.is_superuser,
        "groups": ", ".join(sorted(member.groups.values_list("name", flat=True))),
    }
