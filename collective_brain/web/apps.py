from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "collective_brain.web"
    verbose_name = _("Saved texts")
