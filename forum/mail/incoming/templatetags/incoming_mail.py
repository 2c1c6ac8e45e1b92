"""On the page of a post: whether it came by mail."""

from typing import Any

from django import template

from forum.mail.incoming.models import ReceivedMail

register = template.Library()


@register.inclusion_tag("incoming_mail/_mail_of_post.html")
def mail_of_post(post: Any, *, member: Any, is_facilitator: bool) -> dict[str, Any]:
    """A link to the mail that became `post`, for its author and for facilitators."""
    if not (is_facilitator or post.author_id == member.pk):
        return {}
    return {"mail": ReceivedMail.objects.filter(post=post).only("pk").first()}
