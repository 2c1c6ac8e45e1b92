from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "forum.mail.joining"
    label = "mail_joining"
