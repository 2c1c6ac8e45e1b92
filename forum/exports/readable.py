"""The page index.html of an export: what it contains, and what the member wrote. No scripts."""

from collections.abc import Iterable
from typing import Any, TextIO

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Member
from collective_brain.i18n.languages import html_language
from forum.chat.models import Message, Room
from forum.exports.models import Export
from forum.topics.models import Post, Topic

CHUNK = 200  # texts


def write_index(export: Export, counts: Iterable[Any], *, language: str) -> None:
    """counts: (table, number of rows, path of its file)."""
    with translation.override(language):
        rows = [
            {"name": table.model._meta.verbose_name_plural, "count": count, "file": path.name}
            for table, count, path in counts
        ]
        with (export.parts_folder / "index.html").open("w", encoding="utf-8") as file:
            context = {
                "rows": rows,
                "export": export,
                "language": html_language(language),
                "is_rtl": translation.get_language_bidi(),
            }
            file.write(render_to_string("exports/index_head.html", context))
            _write_texts(file, export.member_id)
            file.write("</body>\n</html>\n")


def _write_texts(file: TextIO, member_id: int) -> None:
    """Without the present titles of conversations that the member can no longer read."""
    member = Member.objects.get(pk=member_id)
    topics = Topic.objects.visible_to(member).filter(pk=OuterRef("topic"))
    rooms = Room.objects.visible_to(member).filter(pk=OuterRef("room"))
    own_posts = Post.objects.filter(author=member_id).select_related("topic")
    own_messages = Message.objects.filter(author=member_id)
    posts = own_posts.annotate(is_readable=Exists(topics))
    messages = own_messages.select_related("room__topic", "room__theme").annotate(
        is_readable=Exists(rooms)
    )
    texts: Any
    for texts in (posts, messages):
        for text in texts.defer("html").order_by("pk").iterator(chunk_size=CHUNK):
            file.write(render_to_string("exports/text.html", {"text": text}))
