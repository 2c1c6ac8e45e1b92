from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "collective_brain.event_log"
    label = "journal"  # the name of its tables
    verbose_name = _("Journal")
