from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncomingMailConfig(AppConfig):
    name = "forum.mail.incoming"
    label = "incoming_mail"
    verbose_name = _("E-mail from members")
