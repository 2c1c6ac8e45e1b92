from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivateNotesConfig(AppConfig):
    name = "forum.private_notes"
    verbose_name = _("Private notes")
