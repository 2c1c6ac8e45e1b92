"""Texts that people typed before they could post them, saved until they have signed in.

A table contains the texts for a day (models.py), and the session only their keys (decision 55). So
no cache holds them, and each address has a limit. The session survives sign-in (Django changes its
key and keeps its content), sign-up and the confirmation of the e-mail address in one browser.
"""

import json
import time
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from collective_brain.web import csrf, rate_limits
from collective_brain.web.models import LEAST_BYTES, SavedText
from collective_brain.web.redirects import redirect_with_next

SESSION_KEY = "saved_texts"  # sessions and templates use this name
OLD_SESSION_KEY = "waiting"  # releases before decision 55 stored the texts themselves there
MAX_TEXTS = 3  # in one session
LOADABLE_FOR = 3600  # seconds after a text was first loaded
# Characters of all texts of a session together, as JSON: the longest post, if it were all line
# breaks, and its title.
MAX_SIZE = 120_000
MAX_FORM_URL = 500  # characters
# A form with one of these replaces the saved text of its page.
TYPED_FIELDS = ("source", "title", "why")
PRIVATE_FIELDS = ("csrfmiddlewaretoken", "next")


class _Reference(NamedTuple):
    """What the session contains of one text."""

    form_url: str
    key: int
    size: int  # characters
    loaded_at: float | None = None  # when it was first loaded


def save(request: HttpRequest, path: str, fields: Mapping[str, Any]) -> bool:
    """Save the fields of the form on page `path`. Its #fragment names the form.

    The newest texts replace the oldest ones. Returns False if the text is too long, or if the
    address or the site has no room for it.
    """
    typed = {
        name.replace("\0", ""): str(value).replace("\0", "")  # PostgreSQL refuses NUL in JSON
        for name, value in fields.items()
        if name not in PRIVATE_FIELDS
    }
    if typed.get("nonce") == "":  # a page for visitors has none
        typed["nonce"] = str(uuid.uuid4())
    form_url = urlsplit(path)._replace(query="").geturl()
    encoded = json.dumps(typed, ensure_ascii=False)
    if len(encoded) > MAX_SIZE or len(form_url) > MAX_FORM_URL:
        return False
    others = _references_of_other_pages(request, path)
    while len(others) >= MAX_TEXTS or sum(text.size for text in others) > MAX_SIZE - len(encoded):
        others.pop()
    _store_references(request, others)  # first, so that a text makes room for its successor
    key = _insert(request, typed, max(len(encoded.encode()), LEAST_BYTES))
    if key:
        _store_references(request, [_Reference(form_url, key, len(encoded)), *others])
    return bool(key)


def load(request: HttpRequest, path: str) -> dict[str, str]:
    """The saved fields for page `path`; {} if there are none.

    Members who may write get the text until they send it, but for one hour at most: the page that
    shows it may be lost on its way. Visitors get it too, so that they find their text again when
    they go back from sign-in. A text that a member typed is for that member only.
    """
    references = _references(request)
    index = next(
        (n for n, text in enumerate(references) if _path_of(text[0]) == _path_of(path)), None
    )
    if index is None:
        return {}
    text = references[index]
    saved = SavedText.objects.kept().filter(pk=text.key).values_list("fields", flat=True).first()
    if not saved or _is_of_other_member(request, saved):
        return {}
    if _is_signed_up(request):
        if text.loaded_at and time.time() - text.loaded_at > LOADABLE_FOR:
            discard(request, path)
            return {}
        references[index] = text._replace(loaded_at=text.loaded_at or time.time())
        _store_references(request, references)
    return dict(saved)


def discard(request: HttpRequest, path: str) -> None:
    """Delete the text for page `path`."""
    _store_references(request, _references_of_other_pages(request, path))


def newest_form_url(request: HttpRequest) -> str:
    """The page and form of the newest saved text; "" if there is none."""
    references = _references(request)
    return references[0].form_url if references else ""


def redirect_if_signed_out(
    request: HttpRequest, path: str, fields: Mapping[str, Any], *, asks_consent: bool = True
) -> HttpResponse | None:
    """Redirect to sign-in, to the end of sign-up, or to new rules.

    asks_consent: False for what members may write who have not accepted the newest rules.

    It saves `fields` for page `path`. Empty `fields` save nothing: the browser keeps the text. A
    page shows the text if it cannot be saved.
    Returns None for members who have done all three. Their saved text is discarded, because
    `fields` contains it now.
    """
    from collective_brain.web import error_pages  # that module imports this one

    next_step = _next_step(request, asks_consent=asks_consent)
    if not next_step:
        if any(fields.get(name) for name in TYPED_FIELDS) and _references(request):
            discard(request, path)
        return None
    if fields and not save(request, path, fields):
        return error_pages.text_not_saved(request)
    return redirect_with_next(next_step, path)


def delete_old() -> None:
    """Periodic task: delete the texts of people who did not sign in."""
    SavedText.objects.delete_old()


def _is_of_other_member(request: HttpRequest, fields: Mapping[str, str]) -> bool:
    """Whether a member typed the text who is not signed in now, on a page from before."""
    typed_by = csrf.member_of_form(fields)
    return bool(typed_by) and typed_by != str(request.user.pk)


def _is_signed_up(request: HttpRequest) -> bool:
    return _next_step(request) == ""


def _next_step(request: HttpRequest, *, asks_consent: bool = True) -> str:
    """The name of the page that comes before writing; "" for those who have done everything."""
    if not request.user.is_authenticated:
        return "account_login"
    if not request.user.has_finished_sign_up:
        return "members:welcome"
    is_text = asks_consent and any(request.POST.get(name) for name in TYPED_FIELDS)
    return "consents:own" if is_text and request.user.must_accept_rules else ""


def _insert(request: HttpRequest, typed: dict[str, str], size: int) -> int:
    """The key of the stored text; 0 if there is no room."""
    address = salted_hmac("saved text", rate_limits.client_address(request)).hexdigest()[:32]
    if not SavedText.objects.has_room_for(size, address):
        return 0
    return int(SavedText.objects.create(address=address, size=size, fields=typed).pk)


def _references(request: HttpRequest) -> list[_Reference]:
    """The newest text first."""
    references = [_Reference(*stored) for stored in request.session.get(SESSION_KEY, [])]
    for form_url, fields, loaded_at in request.session.pop(OLD_SESSION_KEY, []):
        size = len(json.dumps(fields, ensure_ascii=False))
        if key := _insert(request, fields, max(size, LEAST_BYTES)):
            references.append(_Reference(form_url, key, size, loaded_at))
            request.session[SESSION_KEY] = [list(text) for text in references]
    return references


def _references_of_other_pages(request: HttpRequest, path: str) -> list[_Reference]:
    return [text for text in _references(request) if _path_of(text.form_url) != _path_of(path)]


def _store_references(request: HttpRequest, references: list[_Reference]) -> None:
    """Store `references` in the session, and delete the texts that it no longer refers to."""
    stored = _references(request)
    if stored == references:  # a visitor without a text needs no session
        return
    keys = {text.key for text in references}
    dropped = [text.key for text in stored if text.key not in keys]
    if dropped:
        SavedText.objects.filter(pk__in=dropped).delete()
    request.session[SESSION_KEY] = [list(text) for text in references]


def _path_of(url: str) -> str:
    return urlsplit(url).path
