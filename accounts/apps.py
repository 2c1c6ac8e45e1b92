"""Accounts, as Django sees them."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import listeners  # noqa: F401  (allauth speaks by Django's signals)
