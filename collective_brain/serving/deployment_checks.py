"""System checks of the settings of a server: `manage.py check --deploy`, and `manage.py doctor`.

Each says in one sentence what is wrong, and in its hint the repair.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core import checks

# Setting -> the schemes that its address may have.
SCHEMES = {
    "DATABASE_URL": ("postgres", "postgresql", "psql", "pgsql"),
    "REPLICA_URL": ("postgres", "postgresql", "psql", "pgsql"),
    "REDIS_URL": ("redis", "rediss", "unix"),
    "EMAIL_URL": ("smtp", "smtps", "smtp+tls", "smtp+ssl"),
    "SITE_URL": ("https",),
    "SENTRY_DSN": ("https",),
    "OTEL_EXPORTER_OTLP_ENDPOINT": ("http", "https"),
}


@checks.register(checks.Tags.security, deploy=True)
def check_deployment(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for number, find in enumerate(FINDERS, start=1):
        for sentence, repair in find():
            found.append(checks.Error(sentence, hint=repair, id=f"collective_brain.E{number:03d}"))
    return found


def find_missing_mail_server() -> Iterator[tuple[str, str]]:
    if not (settings.EMAIL_URL or settings.EMAIL_PROVIDER):
        yield (
            "EMAIL_URL is not set, so mail is written to files and nobody can confirm an address.",
            "Set EMAIL_URL to your mail server, such as smtp+tls://user:password@mail.example.org:587.",
        )


def find_open_hosts() -> Iterator[tuple[str, str]]:
    repair = "Set ALLOWED_HOSTS to the host names of the site, such as brain.example.org."
    if not settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is empty, so the site answers every request with an error.", repair
    for host in settings.ALLOWED_HOSTS:
        if host in ("*", "."):
            yield (
                f"ALLOWED_HOSTS has {host}, so anybody can put their own address into our mails.",
                repair,
            )
        elif "/" in host:
            yield f"ALLOWED_HOSTS has {host}, which is an address and no host name.", repair


def find_wrong_schemes() -> Iterator[tuple[str, str]]:
    for name, schemes in SCHEMES.items():
        scheme, separator, _rest = os.environ.get(name, "").partition(":")
        if separator and scheme not in schemes:
            yield (
                f"{name} begins with {scheme}:, which the site does not understand.",
                f"Begin it with {schemes[0]}:// (docs/settings.md).",
            )
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if not origin.startswith("https://"):
            yield (
                f"CSRF_TRUSTED_ORIGINS has {origin}, but browsers reach the site by HTTPS only.",
                "Begin each origin with https://.",
            )


def find_missing_proxy() -> Iterator[tuple[str, str]]:
    """The site itself speaks no TLS, so browsers reach it through a proxy."""
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        yield (
            "TRUSTED_PROXIES is 0, so the site does not see that a request came by HTTPS: it "
            "redirects for ever, and all visitors have the address of the proxy.",
            "Set TRUSTED_PROXIES to the number of your own proxies in front of it, usually 1.",
        )


def find_developer_settings() -> Iterator[tuple[str, str]]:
    for name in ("DEBUG", "LOCAL"):
        if getattr(settings, name):
            yield f"{name} is on, which is for a developer's machine only.", f"Unset {name}."
            return


def find_local_sender() -> Iterator[tuple[str, str]]:
    if settings.EMAIL_URL and "@localhost" in settings.DEFAULT_FROM_EMAIL:
        yield (
            "DEFAULT_FROM_EMAIL ends with @localhost, so other mail servers refuse our mail.",
            "Set DEFAULT_FROM_EMAIL to an address of your domain.",
        )


def find_missing_contact() -> Iterator[tuple[str, str]]:
    if "@" not in settings.CONTACT_EMAIL:
        yield (
            "CONTACT_EMAIL is no e-mail address, so visitors do not know who to write to.",
            "Set CONTACT_EMAIL to an address that somebody reads.",
        )


# The position of a function is the number of its messages. Add new ones at the end.
FINDERS: tuple[Callable[[], Iterator[tuple[str, str]]], ...] = (
    find_missing_mail_server,
    find_open_hosts,
    find_wrong_schemes,
    find_missing_proxy,
    find_developer_settings,
    find_local_sender,
    find_missing_contact,
)
