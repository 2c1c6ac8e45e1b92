from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    name = "forum.uploads"
    verbose_name = _("Files")

    def ready(self) -> None:
        from forum.uploads.deployment_checks import check_upload_settings

        checks.register(check_upload_settings, checks.Tags.security, deploy=True)
