from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutgoingMailConfig(AppConfig):
    name = "collective_brain.outgoing_mail"
    verbose_name = _("Outgoing e-mail")
