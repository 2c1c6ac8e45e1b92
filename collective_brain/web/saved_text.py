"""Text that waits: what somebody wanted to post before they could, kept in their session.

The session survives sign-in (its key is changed, its content kept), sign-up and confirmation in one browser.
"""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

KEPT = 3  # texts a session
AGAIN_FOR = 3600  # seconds in which a text is given again
# Characters for all of them, as JSON: the longest post, were it all line breaks, and its title.
SIZE = 120_000
PRIVATE = ("csrfmiddlewaretoken", "next")


def keep(request: HttpRequest, path: str, fields: Mapping[str, Any]) -> None:
    """Keep what was typed into the form of page `path`, at its #fragment; the newest texts win."""
    typed = {name: str(value) for name, value in fields.items() if name not in PRIVATE}
    place = urlsplit(path)._replace(query="").geturl()
    kept = [[place, typed, None], *_others(request, path)][:KEPT]
    while kept and len(json.dumps(kept, ensure_ascii=False)) > SIZE:
        kept.pop()
    request.session["waiting"] = kept


def take(request: HttpRequest, path: str) -> dict[str, str]:
    """What waits for page `path`; {} when nothing does.

    Given to who may write now until it is sent, or for an hour: the page that shows it may be lost on its way.
    Others see it, too: who goes back from sign-in finds their text where they typed it.
    """
    kept = _kept(request)
    found = next((one for one in kept if _page(one[0]) == _page(path)), None)
    if found is None:
        return {}
    if request.user.is_authenticated and request.user.is_complete:
        found[2] = found[2] or time.time()
        request.session["waiting"] = kept
        if time.time() - found[2] > AGAIN_FOR:
            request.session["waiting"] = _others(request, path)
            return {}
    return dict(found[1])


def place(request: HttpRequest) -> str:
    """Where the newest text waits: a page and its form; "" when none does."""
    kept = _kept(request)
    return kept[0][0] if kept else ""


def lead(request: HttpRequest, path: str, fields: Mapping[str, Any]) -> HttpResponseRedirect | None:
    """Where somebody who has to sign in, or to finish signing up, is led; the text waits for page `path`,
    unless `fields` is empty: the browser keeps it itself.

    None when they have done both: the rules say the rest, and the text that waited there is in `fields` now.
    """
    if request.user.is_authenticated and request.user.is_complete:
        if fields.get("source") and _kept(request):
            request.session["waiting"] = _others(request, path)
        return None
    if fields:
        keep(request, path, fields)
    door = "members:welcome" if request.user.is_authenticated else "account_login"
    return redirect_with_next(door, path)


def redirect_with_next(door: str, path: str) -> HttpResponseRedirect:
    response = redirect(door)
    response["Location"] += f"?{urlencode({'next': path})}"
    return response


def safe(request: HttpRequest, url: str) -> str:
    """`url` when it leads to a page of this site, else ""."""
    return (
        url
        if url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
        else ""
    )


def _page(path: str) -> str:
    return urlsplit(path).path


def _kept(request: HttpRequest) -> list[list[Any]]:
    """[place, what was typed, when it was first given (None: not yet)] of each text, the newest first."""
    return list(request.session.get("waiting", []))


def _others(request: HttpRequest, path: str) -> list[list[Any]]:
    """The texts that wait for other pages than `path`."""
    return [one for one in _kept(request) if _page(one[0]) != _page(path)]
