from django.apps import AppConfig
from django.core import checks


class PushConfig(AppConfig):
    name = "forum.push"

    def ready(self) -> None:
        from forum.push.setting_checks import check_push_key

        checks.register(check_push_key, checks.Tags.security, deploy=True)
