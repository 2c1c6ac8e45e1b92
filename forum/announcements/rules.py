"""Who may announce something on every page (decision 10)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Member

LONGEST = timedelta(days=92)


def refuse_administration(by: Member) -> str:
    if permissions.may_administer(by) and by.has_perm("announcements.change_announcement"):
        return ""
    return _("Only administrators can do this.")


def refuse_announcement(by: Member, texts: Mapping[str, str], ends_at: datetime) -> str:
    if refusal := refuse_administration(by):
        return refusal
    if not texts.get("en"):
        return _("Enter the text in English. The other languages may follow.")
    if not timezone.now() < ends_at <= timezone.now() + LONGEST:
        return _("Choose a last day from today to three months from now.")
    return ""
