"""What templates need to cache a part of a page with {% cached %}."""

from django.http import HttpRequest

from collective_brain.caching.cache_keys import cache_key
from collective_brain.web import display_preferences


def fragment_key(request: HttpRequest) -> dict[str, str]:
    """{fragment_key}: a part of the key of every {% cached %} tag: release, language and display
    preferences.
    """
    return {"fragment_key": cache_key(display_preferences.read_display_preferences(request))}
