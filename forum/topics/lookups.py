"""Find the topic or post that an address names, or answer 404.

A reader finds only what they may see.
"""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from forum.topics.models import Post, Topic


def topic_for_page(request: HttpRequest, topic_id: int) -> Topic:
    """The topic with its theme, and with `facilitated`, which a topic page shows."""
    return get_object_or_404(Topic.objects.for_page(request.user), pk=topic_id)


def visible_topic(request: HttpRequest, topic_id: int) -> Topic:
    """The topic with its theme."""
    visible = Topic.objects.visible_to(request.user).select_related("theme")
    return get_object_or_404(visible, pk=topic_id)


def visible_post(request: HttpRequest, topic_id: int, number: int) -> Post:
    """The post with its author and topic."""
    topic = visible_topic(request, topic_id)
    post = get_object_or_404(topic.posts.select_related("author"), number=number)
    post.topic = topic
    return post
