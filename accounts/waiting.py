"""Text that waits: what somebody wanted to post before they could, kept in their session.

The session survives sign-in (its key is changed, its content kept), sign-up and confirmation in one browser.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

KEPT = 3  # texts a session
SIZE = (
    120_000  # characters for all of them, as JSON: the longest post, were it all line breaks, and its title
)
PRIVATE = ("csrfmiddlewaretoken", "next")


def keep(request: HttpRequest, path: str, fields: Mapping[str, Any]) -> None:
    """Keep what was typed into the form of page `path`, at its #fragment; the newest texts win."""
    typed = {name: str(value) for name, value in fields.items() if name not in PRIVATE}
    place = urlsplit(path)._replace(query="").geturl()
    kept = [[place, typed], *[old for old in _kept(request) if _page(old[0]) != _page(path)]][:KEPT]
    while kept and len(json.dumps(kept, ensure_ascii=False)) > SIZE:
        kept.pop()
    request.session["waiting"] = kept


def take(request: HttpRequest, path: str) -> dict[str, str]:
    """What waits for page `path`; {} when nothing does. It is given once to who may write now.

    Others see it, too: who goes back from sign-in finds their text where they typed it.
    """
    kept, page = _kept(request), _page(path)
    found: dict[str, str] = next((typed for waits_at, typed in kept if _page(waits_at) == page), {})
    if found and request.user.is_authenticated and request.user.is_complete:
        request.session["waiting"] = [old for old in kept if _page(old[0]) != page]
    return found


def place(request: HttpRequest) -> str:
    """Where the newest text waits: a page and its form; "" when none does."""
    kept = _kept(request)
    return kept[0][0] if kept else ""


def lead(request: HttpRequest, path: str, fields: Mapping[str, Any]) -> HttpResponseRedirect | None:
    """Where somebody who has to sign in, or to finish signing up, is led; the text waits for page `path`.

    None when they have done both: the rules say the rest.
    """
    if request.user.is_authenticated and request.user.is_complete:
        return None
    keep(request, path, fields)
    door = "members:welcome" if request.user.is_authenticated else "account_login"
    return redirect_with_next(door, path)


def redirect_with_next(door: str, path: str) -> HttpResponseRedirect:
    response = redirect(door)
    response["Location"] += f"?{urlencode({'next': path})}"
    return response


def safe(request: HttpRequest, url: str) -> str:
    """`url` when it leads to a page of this site, else ""."""
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()) else ""


def _page(path: str) -> str:
    return urlsplit(path).path


def _kept(request: HttpRequest) -> list[list[Any]]:
    return list(request.session.get("waiting", []))
