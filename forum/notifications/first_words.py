"""The first words of the posts and messages that notifications are about.

A notification stores no text (decision 11), so a page of notifications reads the texts: one query
for the posts and one for the messages.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.text import Truncator

from forum import markup
from forum.chat.models import Message
from forum.notifications.kinds import OUTCOMES
from forum.notifications.models import Notification
from forum.topics.models import Post

HTML_READ = 1500  # characters of HTML; a post can have 200,000
MAX_LENGTH = 160  # characters


def attach_first_words(notifications: Iterable[Notification]) -> None:
    """Set first_words and first_words_language, "" for what is removed.

    Also "" for the outcomes of reports: the topic may be hidden now.
    """
    rows: list[Any] = list(notifications)
    shown = [row for row in rows if row.kind not in OUTCOMES]
    texts = {
        **_texts(Post, "topic", [row for row in shown if row.topic_id]),
        **_texts(Message, "room", [row for row in shown if row.room_id]),
    }
    for row in rows:
        html, language = texts.get((row.stream_name, row.number), ("", ""))
        row.first_words = Truncator(markup.own_words_in_html(html)).chars(MAX_LENGTH)
        row.first_words_language = language


def _texts(
    model: Any, place: str, rows: list[Notification]
) -> dict[tuple[str, int], tuple[str, str]]:
    """(HTML, language) by the stream and the number of each post or message."""
    if not rows:
        return {}
    keys = {(getattr(row, f"{place}_id"), row.number) for row in rows}
    is_wanted = reduce(or_, [Q(**{place: pk, "number": number}) for pk, number in keys])
    found = model.objects.filter(is_wanted).with_body(first=HTML_READ)
    columns = found.values_list(place, "number", "body", "language")
    return {(f"{place}:{pk}", number): (body, language) for pk, number, body, language in columns}
