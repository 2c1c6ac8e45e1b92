"""Send errors to Sentry if SENTRY_DSN is set: where in the code and what kind, nothing personal.

Only fields on an allow list leave the site. Texts, page addresses, local variables and messages
stay in our own logs, under the request's id. A message may be personal too: a database error
"duplicate key" contains the value.
"""

import logging
from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

ALLOWED_FIELDS = {
    "event_id",
    "timestamp",
    "platform",
    "level",
    "logger",
    "release",
    "environment",
    "sdk",
}
ALLOWED_EXCEPTION_FIELDS = {"type", "module", "mechanism", "stacktrace"}
# These loggers write their messages as literals in the code, with values as arguments. Others put
# values into the message.
LOGGERS_WITH_SAFE_MESSAGES = ("forum", "accounts", "collective_brain", "django.request")


def start() -> None:
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            # Requests and listeners log what fails as an error.
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ExcepthookIntegration(),
            AtexitIntegration(callback=lambda pending, timeout: None),
            DedupeIntegration(),
        ],
        before_send=_remove_personal_data,
    )


def _remove_personal_data(event: Any, hint: dict[str, Any]) -> Any:
    report = {name: value for name, value in event.items() if name in ALLOWED_FIELDS}
    record = hint.get("log_record")
    if record:
        if record.name.startswith(LOGGERS_WITH_SAFE_MESSAGES):
            report["message"] = str(record.msg)  # without the arguments
        report["tags"] = _tags_of(record)
    exceptions = event.get("exception", {}).get("values", [])
    report["exception"] = {"values": [_without_message(exception) for exception in exceptions]}
    return report


def _tags_of(record: logging.LogRecord) -> dict[str, str]:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return {
        "request_id": getattr(record, "request_id", ""),
        "view": match.view_name if match else "",
    }


def _without_message(exception: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in exception.items() if name in ALLOWED_EXCEPTION_FIELDS}
