"""The settings of a backup: the environment variables of the site, in two files.

A variable that could be a secret is a secret: its name says so, or its value has a password.
"""

import os

from django.conf import settings

PLAIN_FILE, SECRETS_FILE = "settings.env", "secrets.env.encrypted"
# Of gunicorn.conf.py and `serve`, which the settings do not read.
OTHER_VARIABLES = ("HOST", "PORT", "PAGES_BIND", "PAGES_SERVERS", "PAGES_WORKERS")
PREFIXES = ("AWS_", "OTEL_")  # read by libraries
SECRET_WORDS = ("SECRET", "PASSWORD", "TOKEN", "KEY", "DSN")
LEFT_OUT = ("BACKUP_PASSPHRASE",)


def plain_settings() -> str:
    return _as_lines({name: value for name, value in _variables() if not is_secret(name, value)})


def secret_settings() -> str:
    """Return also the SECRET_KEY that `make run` keeps in a file."""
    secrets = {name: value for name, value in _variables() if is_secret(name, value)}
    return _as_lines({"SECRET_KEY": settings.SECRET_KEY} | secrets)


def is_secret(name: str, value: str) -> bool:
    return any(word in name for word in SECRET_WORDS) or ("://" in value and "@" in value)


def _variables() -> list[tuple[str, str]]:
    names = {*settings.ENVIRONMENT_VARIABLES, *OTHER_VARIABLES}
    return sorted(
        (name, value)
        for name, value in os.environ.items()
        if (name in names or name.startswith(PREFIXES)) and name not in LEFT_OUT
    )


def _as_lines(variables: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in variables.items())
