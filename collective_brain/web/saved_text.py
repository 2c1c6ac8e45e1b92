"""Texts that people typed before they could post them, saved in their session.

The session survives sign-in (Django changes its key and keeps its content), sign-up and the
confirmation of the e-mail address in one browser.
"""

import json
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseRedirect

from collective_brain.web.redirects import redirect_with_next

SESSION_KEY = "waiting"  # sessions and templates use this name
MAX_TEXTS = 3  # in one session
LOADABLE_FOR = 3600  # seconds after a text was first loaded
# Characters of all texts together, as JSON: the longest post, if it were all line breaks, and its
# title.
MAX_SIZE = 120_000
PRIVATE_FIELDS = ("csrfmiddlewaretoken", "next")


def save(request: HttpRequest, path: str, fields: Mapping[str, Any]) -> None:
    """Save the fields of the form on page `path`. Its #fragment names the form.

    The newest texts replace the oldest ones.
    """
    typed = {name: str(value) for name, value in fields.items() if name not in PRIVATE_FIELDS}
    if typed.get("nonce") == "":  # a page for visitors has none
        typed["nonce"] = str(uuid.uuid4())
    form_url = urlsplit(path)._replace(query="").geturl()
    texts = [[form_url, typed, None], *_texts_for_other_pages(request, path)][:MAX_TEXTS]
    while texts and len(json.dumps(texts, ensure_ascii=False)) > MAX_SIZE:
        texts.pop()
    request.session[SESSION_KEY] = texts


def load(request: HttpRequest, path: str) -> dict[str, str]:
    """The saved fields for page `path`; {} if there are none.

    Members who may write get the text until they send it, but for one hour at most: the page that
    shows it may be lost on its way. Visitors get it too, so that they find their text again when
    they go back from sign-in.
    """
    texts = _saved_texts(request)
    text = _text_for_page(texts, path)
    if text is None:
        return {}
    if _is_signed_up(request):
        text[2] = text[2] or time.time()
        request.session[SESSION_KEY] = texts
        if time.time() - text[2] > LOADABLE_FOR:
            request.session[SESSION_KEY] = _texts_for_other_pages(request, path)
            return {}
    return dict(text[1])


def newest_form_url(request: HttpRequest) -> str:
    """The page and form of the newest saved text; "" if there is none."""
    texts = _saved_texts(request)
    return texts[0][0] if texts else ""


def redirect_if_signed_out(
    request: HttpRequest, path: str, fields: Mapping[str, Any]
) -> HttpResponseRedirect | None:
    """Redirect to sign-in, or to the end of sign-up, and save `fields` for page `path`.

    Empty `fields` save nothing: the browser keeps the text.
    Returns None for members who have done both. Their saved text is discarded, because `fields`
    contains it now.
    """
    if _is_signed_up(request):
        if fields.get("source") and _saved_texts(request):
            request.session[SESSION_KEY] = _texts_for_other_pages(request, path)
        return None
    if fields:
        save(request, path, fields)
    url_name = "members:welcome" if request.user.is_authenticated else "account_login"
    return redirect_with_next(url_name, path)


def _is_signed_up(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.has_finished_sign_up


def _saved_texts(request: HttpRequest) -> list[list[Any]]:
    """[form URL, fields, time of the first load or None] of each text, the newest text first."""
    return list(request.session.get(SESSION_KEY, []))


def _text_for_page(texts: list[list[Any]], path: str) -> list[Any] | None:
    for text in texts:
        if _page(text[0]) == _page(path):
            return text
    return None


def _texts_for_other_pages(request: HttpRequest, path: str) -> list[list[Any]]:
    return [text for text in _saved_texts(request) if _page(text[0]) != _page(path)]


def _page(url: str) -> str:
    return urlsplit(url).path
