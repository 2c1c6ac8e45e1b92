"""Pages that show several slices: home, a member, and what the site says of itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Member
from forum.chat.models import Room
from forum.live import presence
from forum.themes.models import Theme
from forum.topics.models import Post

NEWEST = 15  # posts on the home page and on a profile


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is alive now: themes, newest posts over all themes, who is in which room."""
    context = {
        "themes": Theme.objects.all(),
        "posts": Post.objects.latest_visible()[:NEWEST],
        "rooms": _rooms_with_people(request),
    }
    return render(request, "pages/home.html", context)


def _rooms_with_people(request: HttpRequest) -> list[dict[str, object]]:
    """{room, count} of each visible room in which somebody is."""
    rooms = {room.line_name: room for room in Room.objects.visible_to(request.user).lately_alive()}
    here = presence.here_in(list(rooms))
    return [{"room": rooms[line], "count": people["count"]} for line, people in here.items()]


@require_safe
def member(request: HttpRequest, handle: str) -> HttpResponse:
    """A member's public profile, and what they wrote. A closed account has no page."""
    found = get_object_or_404(Member, handle__iexact=handle, closed_at=None)
    posts = Post.objects.latest_visible().filter(author=found)[:NEWEST]
    return render(request, "pages/member.html", {"profile": found, "posts": posts})
