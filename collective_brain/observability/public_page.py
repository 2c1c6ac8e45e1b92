"""Look at the site from outside, as a browser does: TLS, redirects and headers."""

import http.client
import ssl
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

TIMEOUT = 10  # seconds
USER_AGENT = "collective-brain doctor"
NEEDED_HEADERS = {
    "Strict-Transport-Security": "browsers may use plain HTTP",
    "Content-Security-Policy": "an injected script would run",
    "X-Content-Type-Options": "browsers may guess types",
}


def find_wrong_answers() -> Iterator[str]:
    """Nothing on a developer's machine, which has no address outside."""
    if settings.LOCAL:
        return
    address = public_address()
    try:
        answer = _ask(address, "/", is_secure=True)
    except (OSError, http.client.HTTPException) as error:
        yield (
            f"{address} does not answer from here ({error!r}). Look at the proxy, its certificate "
            "and the name; set SITE_URL if the site has another address."
        )
        return
    yield from _wrong_headers(address, answer)
    yield from _missing_redirect(address)


def public_address() -> str:
    """SITE_URL, or the first of ALLOWED_HOSTS."""
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host.strip(".*")]
    return settings.SITE_URL or f"https://{hosts[0] if hosts else 'localhost'}"


def read(path: str) -> str:
    """The page at `path` for a visitor who reads English.

    "" if the site shows none, and always on a developer's machine without SITE_URL.
    """
    if settings.LOCAL and not settings.SITE_URL:
        return ""
    headers = {"User-Agent": USER_AGENT, "Accept-Language": "en"}
    try:
        request = Request(public_address() + path, headers=headers)  # noqa: S310 (our own address)
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return str(answer.read().decode())
    except HTTPError:
        return ""


def _wrong_headers(address: str, answer: http.client.HTTPResponse) -> Iterator[str]:
    if answer.status != 200:
        yield f"{address}/ answers {answer.status}. Look at the log of the proxy and of the site."
        return
    for name, danger in NEEDED_HEADERS.items():
        if name not in answer.headers:
            yield f"{address}/ has no {name}, so {danger}. Let the proxy pass it on."


def _missing_redirect(address: str) -> Iterator[str]:
    """Port 80 may be closed."""
    try:
        answer = _ask(address, "/", is_secure=False)
    except (OSError, http.client.HTTPException):
        return
    if not answer.headers.get("Location", "").startswith("https://"):
        yield (
            f"Plain HTTP to {urlsplit(address).hostname} answers {answer.status} without a "
            "redirect to HTTPS. Let the proxy redirect, or close port 80."
        )


def _ask(address: str, path: str, *, is_secure: bool) -> http.client.HTTPResponse:
    parts = urlsplit(address)
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(
            host, parts.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
        if is_secure
        else http.client.HTTPConnection(host, timeout=TIMEOUT)
    )
    try:
        connection.request("GET", path, headers={"User-Agent": USER_AGENT})
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()
