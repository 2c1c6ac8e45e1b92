"""E-mail a decision to the member that it is about; the worker calls this listener.

The member gets it twice if the worker stops before it marks the event as done.
"""

from typing import Any

from django.utils import translation

from accounts import mail
from forum.mail.addresses import page_url
from forum.mail.kinds import MailKind
from forum.mail.models import MailSettings
from forum.moderation.listeners import statement_of
from forum.moderation.models import Statement, StatementKind


def email_statement(event: Any) -> None:
    """As a message of a facilitator, unless the member chose not to get those by e-mail.

    Suspended members always get it: they cannot sign in to read it.
    """
    statement = statement_of(event)
    if not statement or statement.member.closed_at or not _is_wanted(statement):
        return
    with translation.override(statement.member.language or None):
        title, rule = statement.get_kind_display(), statement.rule_name
    context = {
        "title": title,
        "rule": rule,
        "why": statement.act.why,
        "url": page_url(statement.get_absolute_url()),
    }
    mail.send("moderation/email/statement", statement.member, context)


def _is_wanted(statement: Statement) -> bool:
    if statement.kind == StatementKind.SUSPENDED:
        return True
    chosen = MailSettings.objects.of([statement.member_id])[statement.member_id]
    return chosen.wants(MailKind.MESSAGE)
