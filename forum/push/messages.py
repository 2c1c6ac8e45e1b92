"""The message of a notification: who did what, and where. No words of a post leave the site."""

import json

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator

from accounts.models import Member
from collective_brain.i18n.languages import html_language
from forum.notifications.models import Notification

MAX_LENGTH = 150  # characters of each line


def make(notification: Notification, member: Member) -> bytes:
    """In the language of the member. service_worker.js shows it."""
    with translation.override(member.language or settings.LANGUAGE_CODE):
        message = {
            "title": Truncator(notification.sentence).chars(MAX_LENGTH),
            "body": Truncator(_place(notification)).chars(MAX_LENGTH),
            "url": reverse("notifications:open", args=[notification.pk]),
            "tag": f"notification-{notification.pk}",  # a repeat replaces the first one
            "lang": html_language(translation.get_language() or ""),
        }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _place(notification: Notification) -> str:
    conversation = notification.conversation
    return str(conversation or notification.theme or "")
