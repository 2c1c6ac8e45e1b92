from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventLogConfig(AppConfig):
    name = "collective_brain.event_log"
    label = "journal"  # the tables keep the prefix of their first name
    verbose_name = _("Event log")
