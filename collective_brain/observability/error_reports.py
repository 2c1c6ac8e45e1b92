"""Errors to Sentry, when SENTRY_DSN is set: where in the code and of what kind, never whose or what they wrote.

An event is made anew from what may go; texts, addresses of pages, local variables and messages (a database's
tell the value that was there twice) stay in our own logs, where the request's id finds them.
"""

import logging
from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

GOES = {"event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk"}
SAY = (
    "forum",
    "accounts",
    "collective_brain",
    "django.request",
)  # their messages stand in code; others fill them in
GOES_OF_EXCEPTION = {"type", "module", "mechanism", "stacktrace"}


def start() -> None:
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[  # what is broken is logged as an error, requests and listeners alike
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ExcepthookIntegration(),
            AtexitIntegration(callback=lambda pending, timeout: None),
            DedupeIntegration(),
        ],
        before_send=_only_what_may_go,
    )


def _only_what_may_go(event: Any, hint: dict[str, Any]) -> Any:
    kept = {name: value for name, value in event.items() if name in GOES}
    record = hint.get("log_record")
    if record:
        if record.name.startswith(SAY):
            kept["message"] = str(record.msg)  # as it stands in the code, nothing filled in
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        kept["tags"] = {
            "request_id": getattr(record, "request_id", ""),
            "view": match.view_name if match else "",
        }
    kept["exception"] = {
        "values": [_without_words(one) for one in event.get("exception", {}).get("values", [])]
    }
    return kept


def _without_words(exception: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in exception.items() if name in GOES_OF_EXCEPTION}
