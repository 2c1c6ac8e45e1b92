from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "forum.sharing"
