from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "forum.screening"
    verbose_name = _("Texts that wait")
