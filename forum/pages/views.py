"""Pages that show several slices: home, a member, and what the site says of itself."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import last_seen
from accounts.languages import language_choices
from accounts.models import Member
from collective_brain.web.display_preferences import (
    LIGHT_PAGES_COOKIE,
    TEXT_SIZE_COOKIE,
    TEXT_SIZES,
)
from collective_brain.web.redirects import safe_url
from forum.chat.models import Room, room_stream_name
from forum.live import presence
from forum.pages.member_directory import MEMBERS_PER_PAGE, MemberDirectoryForm
from forum.themes.models import Theme
from forum.topics.models import Post

SPOKEN = dict(language_choices())  # code -> the language's own name
NEWEST = 15  # posts on the home page and on a profile


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is alive now: themes, newest posts over all themes, who is in which room."""
    context = {
        "themes": Theme.objects.all(),
        "posts": Post.objects.newest_visible()[:NEWEST],
        "rooms": _rooms_with_people(request),
    }
    return render(request, "pages/home.html", context)


def _rooms_with_people(request: HttpRequest) -> list[dict[str, object]]:
    """{room, count} of each visible room in which somebody is; only these are read."""
    lines = {
        room_stream_name(pk): pk for pk in Room.objects.visible_to(request.user).recently_active()
    }
    here = presence.present_by_stream(list(lines))
    rooms = (
        Room.objects.with_theme_and_topic().in_bulk([lines[line] for line in here]) if here else {}
    )
    return [{"room": rooms[lines[line]], "count": people["count"]} for line, people in here.items()]


@require_safe
def member_directory(request: HttpRequest) -> HttpResponse:
    """Whom one may find here, 30 on a page, after the one that ?after names."""
    form = MemberDirectoryForm(request.GET, request.user)
    found = form.found()
    if after := request.GET.get("after", "")[:200].replace("\0", ""):
        found = found.filter(found_by__gt=after)
    rows = list(found[: MEMBERS_PER_PAGE + 1])
    more = rows[MEMBERS_PER_PAGE - 1].found_by if len(rows) > MEMBERS_PER_PAGE else ""
    rows = rows[:MEMBERS_PER_PAGE]
    for row in rows:
        row.seen = last_seen.last_seen_sentence(request.user, row)  # type: ignore[attr-defined]
        row.reads = [(code, SPOKEN[code]) for code in row.languages if code in SPOKEN]  # type: ignore[attr-defined]
    asked = {name: request.GET.get(name, "") for name in form.chosen}
    context = {
        "form": form,
        "asked": asked,
        "narrowed": asked.keys() - {"q"},
        "members": rows,
        "next": f"?{urlencode({**asked, 'after': more})}" if more else "",
        "again": request.GET.get("after"),
    }
    return render(request, "pages/member_directory.html", context)


@require_safe
def member_profile(request: HttpRequest, handle: str) -> HttpResponse:
    """A member's public profile, and what they wrote. A closed account has no page."""
    found = get_object_or_404(Member.objects.with_handle(handle), closed_at=None)
    posts = Post.objects.newest_visible().filter(author=found)[:NEWEST]
    context = {
        "profile": found,
        "posts": posts,
        "seen": last_seen.last_seen_sentence(request.user, found),
        "seen_by": found.get_last_seen_for_display() if found == request.user else "",
    }
    return render(request, "pages/member_profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def display_preferences(request: HttpRequest) -> HttpResponse:
    """Text size and light pages, kept by this device in cookies; back to where one was."""
    asked = (
        request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    )
    way_back = safe_url(request, asked)
    if urlsplit(way_back).path in (request.path, reverse("account_logout")):
        way_back = ""
    if request.method != "POST":
        return render(request, "pages/display_preferences.html", {"next": way_back})
    answer = redirect(way_back or "pages:display_preferences")
    for name, values in ((TEXT_SIZE_COOKIE, TEXT_SIZES), (LIGHT_PAGES_COOKIE, ("0", "1"))):
        if (chosen := request.POST.get(name, "")) in values:
            answer.set_cookie(
                name,
                chosen,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return answer
