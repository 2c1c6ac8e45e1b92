"""{% attached_files source %}: the files in a text that somebody writes, below its field."""

from typing import Any

from django import template

from forum import markup
from forum.uploads.models import Upload

register = template.Library()


@register.inclusion_tag("uploads/_attached.html")
def attached_files(source: str | None) -> dict[str, Any]:
    """No query for a text without files. The browser asks for each picture as its reader."""
    name_by_key = markup.files_in_source(source or "")
    pictures = Upload.objects.pictures(name_by_key)
    files = [
        {"name": name, "thumbnail_url": markup.thumbnail_url(key) if key in pictures else ""}
        for key, name in name_by_key.items()
    ]
    return {"files": files}
