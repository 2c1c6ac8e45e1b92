from django.apps import AppConfig


class ComposingConfig(AppConfig):
    name = "forum.composing"
