"""On the page of a post: whether it came by mail. On that of a theme: where to mail new topics."""

from typing import Any

from django import template
from django.conf import settings

from forum.mail.incoming.addresses import TOPIC, make_address
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.themes.models import Theme

register = template.Library()


@register.inclusion_tag("incoming_mail/_mail_of_post.html")
def mail_of_post(post: Any, *, member: Any, is_facilitator: bool) -> dict[str, Any]:
    """A link to the mail that became `post`, for its author and for facilitators."""
    if not (is_facilitator or post.author_id == member.pk):
        return {}
    return {"mail": ReceivedMail.objects.filter(post=post).only("pk").first()}


@register.inclusion_tag("incoming_mail/_new_topic.html")
def new_topic_by_mail(theme: Theme, *, member: Any) -> dict[str, Any]:
    """The address of `member` for new topics of `theme`, or a link to the page that makes it.

    A page that is read makes no key (decision 59). Visitors cost no query.
    """
    if not (settings.INCOMING_MAIL_DOMAIN and member.is_authenticated):
        return {}
    key = ReplyKey.objects.of_theme(member.pk, theme)
    return {"theme": theme, "address": make_address(TOPIC, key) if key else ""}
