"""Redirects that keep the page to return to in `?next=`."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def redirect_with_next(url_name: str, next_url: str) -> HttpResponseRedirect:
    response = redirect(url_name)
    response["Location"] += f"?{urlencode({'next': next_url})}"
    return response


def safe_url(request: HttpRequest, url: str) -> str:
    """`url` if it is the path or the full URL of a page of this site, else "".

    It contains no line breaks and no other control characters: no header may contain them.
    """
    is_url = url.isprintable() and url.startswith(("/", "http://", "https://"))
    is_safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_url and is_safe else ""
