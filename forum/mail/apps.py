from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "forum.mail"
    verbose_name = _("E-mail to members")

    def ready(self) -> None:
        from forum.mail.setting_checks import check_mail_settings

        checks.register(check_mail_settings, checks.Tags.security, deploy=True)
