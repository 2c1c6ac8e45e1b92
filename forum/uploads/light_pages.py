"""Light pages show the description of each uploaded picture, which links to the picture.

The picture of a member has no description: the initials below it remain.

This changes the finished page, because the HTML of a post is cached for all readers, and does not
know who reads it.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from collective_brain.web.display_preferences import read_display_preferences
from forum import markup

_PICTURE = b'<img src="/uploads/'


class LightPagesMiddleware:
    """Outside the page cache, because cached pages are changed too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or not read_display_preferences(request).light_pages:
            return response
        if _PICTURE in response.content:
            html = markup.without_pictures(response.content.decode())
            response.content = html.encode()
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response
