"""The app configuration of accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("members")  # the heading in the administration
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import last_seen, listeners  # noqa: F401  (they connect to signals)
