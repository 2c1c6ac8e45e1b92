from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "collective_brain.backups"
    label = "backups"
