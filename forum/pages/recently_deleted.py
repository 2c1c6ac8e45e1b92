"""What a member deleted in the last 24 hours, with a button that restores it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.chat.models import Message
from forum.themes.models import Theme
from forum.topics.models import Post

MOST = 50  # posts, and as many messages
HTML_READ = 1500  # characters of HTML; a post can have 200,000


@never_cache
@login_required
@require_safe
def recently_deleted(request: HttpRequest) -> HttpResponse:
    closed = Theme.objects.closed_to(request.user)
    posts = Post.objects.restorable_by(request.user, first=HTML_READ).select_related("topic")
    posts = posts.exclude(topic__theme__in=closed)
    messages = Message.objects.restorable_by(request.user, first=HTML_READ)
    messages = messages.exclude(room__theme__in=closed).exclude(room__topic__theme__in=closed)
    messages = messages.select_related("room__theme", "room__topic__theme")
    context = {"posts": posts[:MOST], "messages_deleted": messages[:MOST]}
    return render(request, "pages/recently_deleted.html", context)
