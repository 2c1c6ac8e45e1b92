from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlockingConfig(AppConfig):
    name = "forum.blocking"
    verbose_name = _("blocking of members")
