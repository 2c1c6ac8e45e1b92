"""The page of a hidden topic for its author: why it is hidden, and what they wrote in it.

The topic itself answers 404 to its author, as to everybody who does not facilitate it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from collective_brain.web.numbers import number_or_404
from forum.topics.lookups import topic_for_page
from forum.topics.models import POSTS_PER_PAGE, Topic


@never_cache
@require_safe
def show_hidden_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Readers who may see the topic are redirected to it."""
    own = Topic.objects.hidden_of(request.user).select_related("theme")
    topic = own.filter(pk=topic_id).first()
    if topic is None:
        return redirect(topic_for_page(request, topic_id))
    after = number_or_404(request.GET.get("after", "0"))
    posts = list(topic.posts.written_by(request.user, after=after)[: POSTS_PER_PAGE + 1])
    has_next_page = len(posts) > POSTS_PER_PAGE
    posts = posts[:POSTS_PER_PAGE]
    for post in posts:
        post.topic = topic
    next_page = f"?after={posts[-1].number}" if has_next_page else ""
    return render(
        request, "topics/hidden.html", {"topic": topic, "posts": posts, "next": next_page}
    )
