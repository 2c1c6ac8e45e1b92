"""Connect the packages of the forum when Django starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from collective_brain import retention


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        from forum import event_listeners, retention_table

        event_listeners.register_all()
        retention.register(personal=retention_table.PERSONAL, internal=retention_table.INTERNAL)
