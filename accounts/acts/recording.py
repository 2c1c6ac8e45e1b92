"""Write a row of the record. Call these in the transaction of the action (decision 87)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.acts.models import Act
from accounts.acts.targets import MAX_LABEL, ActTarget
from collective_brain import event_log

Values = Mapping[str, Any]  # what changed: JSON values by the name of a field
BY_OWNER = 0  # the owner of the server, with a command


def record(
    event: Any,
    target: ActTarget,
    *,
    before: Values | None = None,
    after: Values | None = None,
    by: int | None = None,
    rule: int | None = None,
    is_automatic: bool = False,
) -> Act:
    """Record `event`, and that its member did it as a facilitator or an administrator.

    by: BY_OWNER if nobody who has an account did it. rule: Act.rule.
    """
    event_log.record(event)
    return record_act(
        type(event).__name__,
        target,
        by=event.by if by is None else by,
        before=before,
        after=after,
        why=getattr(event, "why", ""),
        rule=rule,
        is_automatic=is_automatic,
        mark=getattr(event, "mark", 0),
    )


def record_act(
    verb: str,
    target: ActTarget,
    *,
    by: int,
    before: Values | None = None,
    after: Values | None = None,
    why: str = "",
    rule: int | None = None,
    is_automatic: bool = False,
    mark: int = 0,
) -> Act:
    """Store an act that has no event of its own."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Record an act inside the transaction of its action.")
    return Act.objects.create(
        verb=verb,
        by_id=by or None,
        kind=target.kind,
        target_id=target.pk,
        label=target.label[:MAX_LABEL],
        member_id=target.member_id,
        theme_id=target.theme_id,
        before=dict(before or {}),
        after=dict(after or {}),
        why=why,
        rule=rule,
        is_automatic=is_automatic,
        mark=mark,
    )
