from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "forum.mail.delivery"
    label = "mail_delivery"
    verbose_name = _("Delivery of e-mail")
