"""System checks of the settings of mail: `manage.py check --deploy`, and `manage.py doctor`.

Each says in one sentence what is wrong, and in its hint the repair.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from forum.mail.delivery import provider_events
from forum.mail.incoming import provider_mails

Finding = tuple[str, str]  # what is wrong, and the repair
LEAST_SECRET = 16  # characters of the password of EMAIL_WEBHOOK_SECRET
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def check_mail_settings(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for kind, letter, finders in ((checks.Error, "E", ERRORS), (checks.Warning, "W", WARNINGS)):
        for number, find in enumerate(finders, start=1):
            found += [
                kind(sentence, hint=repair, id=f"forum_mail.{letter}{number:03d}")
                for sentence, repair in find()
            ]
    return found


def find_wrong_domain() -> Iterator[Finding]:
    domain = settings.INCOMING_MAIL_DOMAIN
    if domain and not domain.replace("-", "").replace(".", "").isalnum():
        yield (
            f"INCOMING_MAIL_DOMAIN is {domain}, which is no domain.",
            "Set it to the domain alone, such as answers.example.org.",
        )


def find_domain_that_takes_nothing() -> Iterator[Finding]:
    is_taken = (
        settings.INCOMING_MAIL_LISTEN
        or settings.INCOMING_MAIL_IMAP_URL
        or provider_mails.is_offered()
    )
    if settings.INCOMING_MAIL_DOMAIN and not is_taken:
        yield (
            "INCOMING_MAIL_DOMAIN is set, but nothing takes the mail of this domain, so what "
            "members answer is lost.",
            "Set INCOMING_MAIL_LISTEN or INCOMING_MAIL_IMAP_URL, or let a provider hand the mail "
            "over (docs/mail.md).",
        )


def find_missing_domain() -> Iterator[Finding]:
    for name in ("INCOMING_MAIL_LISTEN", "INCOMING_MAIL_IMAP_URL"):
        if getattr(settings, name) and not settings.INCOMING_MAIL_DOMAIN:
            yield (
                f"{name} is set without INCOMING_MAIL_DOMAIN, so the site takes no mail.",
                "Set INCOMING_MAIL_DOMAIN to the domain of the addresses that members answer to.",
            )


def find_wrong_listener() -> Iterator[Finding]:
    address = settings.INCOMING_MAIL_LISTEN
    if address and not _has_scheme(address, "lmtp", "smtp"):
        yield (
            "INCOMING_MAIL_LISTEN is not an address that begins with lmtp:// or smtp://.",
            "Write it as lmtp://127.0.0.1:8024.",
        )


def find_wrong_mailbox() -> Iterator[Finding]:
    address = settings.INCOMING_MAIL_IMAP_URL
    is_usable = _has_scheme(address, "imaps", "imap") and urlsplit(address).password
    if address and not is_usable:
        yield (
            "INCOMING_MAIL_IMAP_URL is not an address by imaps with a user and a password.",
            "Write it as imaps://user:password@imap.example.org/INBOX, with %2F for a slash in the "
            "password.",
        )


def find_weak_webhook_secret() -> Iterator[Finding]:
    secret = settings.EMAIL_WEBHOOK_SECRET
    if secret and len(secret.partition(":")[2]) < LEAST_SECRET:
        yield (
            "EMAIL_WEBHOOK_SECRET is not user:password with a long password, so others could "
            "report bounces or hand over mail.",
            f"Set it to a word, a colon and {LEAST_SECRET} random letters and digits or more.",
        )


def find_unproven_sender() -> Iterator[Finding]:
    """A mail server of one's own refuses forged mail before it hands it over."""
    if settings.INCOMING_MAIL_IMAP_URL and not settings.INCOMING_MAIL_AUTHSERV_ID:
        yield (
            "INCOMING_MAIL_IMAP_URL is set without INCOMING_MAIL_AUTHSERV_ID, so the site cannot "
            "see which senders are forged.",
            "Set it to the first word of the Authentication-Results that this mail server writes, "
            "such as mx.google.com.",
        )


def find_unencrypted_mailbox() -> Iterator[Finding]:
    parts = urlsplit(settings.INCOMING_MAIL_IMAP_URL)
    if parts.scheme == "imap" and parts.hostname not in LOCAL_HOSTS:
        yield (
            "INCOMING_MAIL_IMAP_URL begins with imap:, so the password crosses the network in "
            "plain text.",
            "Begin it with imaps://.",
        )


def find_provider_without_reports() -> Iterator[Finding]:
    if settings.EMAIL_PROVIDER in provider_events.UNSIGNED and not settings.EMAIL_WEBHOOK_SECRET:
        yield (
            f"The requests of {settings.EMAIL_PROVIDER} are not signed, so the site does not learn "
            "which mail did not arrive.",
            "Set EMAIL_WEBHOOK_SECRET, and write it into the address of the webhook "
            "(docs/settings.md).",
        )


def _has_scheme(address: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname and parts.scheme in schemes and parts.port != 0)
    except ValueError:
        return False


# The position of a function is the number of its messages. Add new ones at the end.
ERRORS: tuple[Callable[[], Iterator[Finding]], ...] = (
    find_wrong_domain,
    find_domain_that_takes_nothing,
    find_missing_domain,
    find_wrong_listener,
    find_wrong_mailbox,
    find_weak_webhook_secret,
)
WARNINGS: tuple[Callable[[], Iterator[Finding]], ...] = (
    find_unproven_sender,
    find_unencrypted_mailbox,
    find_provider_without_reports,
)
