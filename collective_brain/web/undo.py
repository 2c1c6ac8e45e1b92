"""The notice with the button "Undo", on the next page. What it takes back is stored elsewhere."""

from django.contrib import messages
from django.http import HttpRequest

TAG = "undo:"  # templates/_notices.html looks for it


def offer(request: HttpRequest, sentence: str, undo_url: str) -> None:
    """Show `sentence` on the next page, with a button that posts to `undo_url`."""
    messages.success(request, sentence, extra_tags=f"{TAG}{undo_url}")
