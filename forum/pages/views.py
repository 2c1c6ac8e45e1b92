"""The list and the profiles of members, and the display preferences."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import last_seen, permissions
from accounts.languages import language_choices
from accounts.models import Member
from collective_brain.web.display_preferences import (
    LIGHT_PAGES_COOKIE,
    TEXT_SIZE_COOKIE,
    TEXT_SIZES,
)
from collective_brain.web.redirects import safe_url
from forum.pages.member_directory import MEMBERS_PER_PAGE, MemberDirectoryForm
from forum.private_notes import rules as private_notes
from forum.profile_pictures import rules as profile_pictures
from forum.themes.models import Theme
from forum.topics.models import Post
from forum.trust import rules as trust_rules

LANGUAGE_NAMES = dict(language_choices())  # each in its own language, by code
POSTS_SHOWN = 15  # on a profile


@require_safe
def member_directory(request: HttpRequest) -> HttpResponse:
    """One page of the members that the reader may find, after the one that `after` names."""
    form = MemberDirectoryForm(request.GET, request.user)
    matching = form.matching_members()
    if after := request.GET.get("after", "")[:200]:
        matching = matching.filter(found_by__gt=after)
    members = list(matching[: MEMBERS_PER_PAGE + 1])
    has_next_page = len(members) > MEMBERS_PER_PAGE
    members = members[:MEMBERS_PER_PAGE]
    for member in members:
        _add_display_fields(member, request.user)
    filters = {name: request.GET.get(name, "") for name in form.active_filters}
    next_page = {**filters, "after": members[-1].found_by} if has_next_page else {}
    context = {
        "form": form,
        "has_filters_besides_name": bool(filters.keys() - {"q"}),
        "is_whole_list": not filters and not request.GET.get("after"),
        "members": members,
        "next": f"?{urlencode(next_page)}" if next_page else "",
    }
    return render(request, "pages/member_directory.html", context)


def _add_display_fields(member: Any, reader: Any) -> None:
    """Add what the row of a member in the list shows besides its fields."""
    member.last_seen_sentence = last_seen.last_seen_sentence(reader, member)
    member.languages_with_names = [
        (code, LANGUAGE_NAMES[code]) for code in member.languages if code in LANGUAGE_NAMES
    ]


@require_safe
def member_profile(request: HttpRequest, handle: str) -> HttpResponse:
    """The public profile and the newest posts of a member. A closed account has no page."""
    member = get_object_or_404(Member.objects.with_handle(handle), closed_at=None)
    is_own_profile = member == request.user
    context = {
        "profile": member,
        "posts": Post.objects.newest_public().filter(author=member)[:POSTS_SHOWN],
        "last_seen_sentence": last_seen.last_seen_sentence(request.user, member),
        "may_remove_picture": bool(member.picture)
        and not profile_pictures.refuse_moderation(member, request.user),
        "may_write_note": _may_write_note(request.user, member),
        "may_correct": permissions.may_change_members(request.user),
        "may_vouch": not (is_own_profile or trust_rules.refuse_role(request.user)),
        "last_seen_audience": member.get_last_seen_for_display() if is_own_profile else "",
    }
    return render(request, "pages/member_profile.html", context)


def _may_write_note(reader: Any, member: Member) -> bool:
    if reader == member or private_notes.refuse_start(reader):
        return False
    return not private_notes.refuse_note_to(reader, member)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """The facilitators of each theme, and the address of the people who run the site."""
    open_facilitators = Member.objects.filter(closed_at=None).order_by("found_by")
    themes = Theme.objects.visible_to(request.user).prefetch_related(
        Prefetch("facilitators", open_facilitators, to_attr="shown_facilitators")
    )
    return render(request, "pages/contact.html", {"themes": themes})


@require_http_methods(["GET", "HEAD", "POST"])
def display_preferences(request: HttpRequest) -> HttpResponse:
    """Text size and light pages, in cookies of this device. Saving leads to the previous page."""
    previous_url = _previous_url(request)
    if request.method != "POST":
        return render(request, "pages/display_preferences.html", {"next": previous_url})
    response = redirect(previous_url or "pages:display_preferences")
    for name, values in ((TEXT_SIZE_COOKIE, TEXT_SIZES), (LIGHT_PAGES_COOKIE, ("0", "1"))):
        value = request.POST.get(name, "")
        if value in values:
            response.set_cookie(
                name,
                value,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return response


def _previous_url(request: HttpRequest) -> str:
    """Where the reader came from; "" for another site, for this page and for the sign-out."""
    requested = request.POST.get("next") or request.GET.get("next")
    url = safe_url(request, requested or request.headers.get("Referer", ""))
    is_excluded = urlsplit(url).path in (request.path, reverse("account_logout"))
    return "" if is_excluded else url
