"""Write what is saved or deleted in Django's admin into the record, too.

Django calls these three methods in the transaction of the save. They are replaced for all tables at
once, so that a table of another package is not forgotten.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest

from accounts.acts.recording import record_act
from accounts.acts.targets import ActTarget, TargetKind
from accounts.models import Member

VERB_BY_METHOD = {
    "log_addition": "RowAdded",
    "log_change": "RowChanged",
    "log_deletions": "RowDeleted",
}


def record_changes_in_admin() -> None:
    for method, verb in VERB_BY_METHOD.items():
        setattr(ModelAdmin, method, _recorded(getattr(ModelAdmin, method), verb))


def _recorded(log: Callable[..., Any], verb: str) -> Callable[..., Any]:
    @wraps(log)
    def log_and_record(
        admin: Any, request: HttpRequest, changed: Any, *args: Any, **kwargs: Any
    ) -> Any:
        if admin.model is not Member:  # MemberAdmin records RoleChanged
            rows: Iterable[Any] = changed if verb == "RowDeleted" else [changed]
            for row in rows:
                record_act(verb, _target(row), by=request.user.pk or 0, after=_fields(args))
        return log(admin, request, changed, *args, **kwargs)

    return log_and_record


def _target(row: Any) -> ActTarget:
    pk = row.pk if isinstance(row.pk, int) else None
    return ActTarget(TargetKind.ROW, pk, f"{row._meta.label} {row.pk}")


def _fields(args: tuple[Any, ...]) -> dict[str, Any]:
    """The names of the changed fields, from the message that Django stores in its own log."""
    message = args[0] if args and isinstance(args[0], list) else []
    parts = [part.get("changed", {}) for part in message if isinstance(part, dict)]
    names = sorted({str(name) for part in parts for name in part.get("fields", [])})
    return {"fields": ", ".join(names)} if names else {}
