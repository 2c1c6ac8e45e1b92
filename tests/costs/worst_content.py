"""A small site with the worst content that the limits of the site allow to store.

Rows are written in bulk: how they are sent is not the question here (tests/forum/markup,
tests/forum/topics). Each text is one that the site accepts.
"""

import itertools
import os
import string
import uuid
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.utils import timezone

from accounts.models import Member
from collective_brain.errors import Refused
from forum import markup
from forum.chat.models import Message, Room
from forum.drafts.models import Draft
from forum.following.models import ReadPosition
from forum.notifications.models import Notification
from forum.search import indexing
from forum.search.models import Entry, Kind, entry_key
from forum.themes.models import Theme
from forum.topics.models import Post, Quotation, Revision, Topic
from tests import factories as make
from tests.forum.markup.samples import pathological_sources

LONGEST = markup.MAX_POST_LENGTH
REPEATED_WORD = "7"
# `make costs` writes as many rows as a search or a catch-up compares, and every text; CI a sample.
IS_WHOLE = bool(os.environ.get("ALL_COSTS"))
POSTS, TOPICS, MESSAGES = (300, 200, 250) if IS_WHOLE else (60, 30, 60)
REVISIONS, QUOTING_POSTS, DRAFTS, MEMBERS = (120, 100, 100, 300) if IS_WHOLE else (20, 10, 20, 50)
NOTIFICATIONS = 500


def repeat(pattern: str, length: int = LONGEST) -> str:
    return (pattern * (length // len(pattern) + 1))[:length].strip()


def distinct_words(length: int = LONGEST) -> str:
    """As many different words as possible, all with the same first letter."""
    endings = map("".join, itertools.product("aeiou", string.ascii_lowercase, "aeiou", "st"))
    return " ".join(f"c{ending}ions" for ending in itertools.islice(endings, 1_300))[:length]


def quotations(topic_id: int, count: int = 998) -> str:
    return "\n\n".join(f"> [@ana](/topics/{topic_id}/{number})" for number in range(1, count))


# A text of each kind. Search finds REPEATED_WORD in all of them.
TEXTS = {
    "one word": repeat("7 "),
    "distinct words": distinct_words(),
    "short words": repeat(" ".join(map("".join, itertools.product("abcdefgh", repeat=3))) + " "),
    "emphasis": repeat("*7* ", 11_900),
    "links": repeat("[7](/topics/1/) ", 36_000),
    "mentions": repeat("@ab @cd "),
    "lines": repeat("7\\\n", 8_000),
    "one long word": repeat("7a"),
    "hyphens": repeat("7-a-"),
    "characters": repeat("協働"),
    "accents": repeat("é\u0301"),
    "list": repeat("- 7\n", 5_600),
    "table": "|a" * 49 + "\n" + "|-" * 49 + "\n" + ("|7" * 49 + "\n") * 45,
    "code": "```\n" + repeat("7 <&> ", 25_000) + "\n```",
    "entities": repeat("& ", 28_000),
}


@dataclass
class WorstSite:
    member: Member  # author of the texts, facilitator and administrator
    other: Member
    theme: Theme
    topic: Topic
    room: Room
    post: Post  # has many revisions, and quotes `quoted`
    quoted: Post
    arguments: dict[str, Any]  # of the URLs


@cache
def accepted_texts() -> dict[str, tuple[str, str]]:
    """(source, HTML) of each kind that the site accepts."""
    accepted = {}
    for name, source in [
        *TEXTS.items(),
        *islice(pathological_sources(), 0, None, 1 if IS_WHOLE else 10),
    ]:
        source = source[:LONGEST].replace("\0", "")  # the forms refuse it
        try:
            accepted[name] = source, markup.render_post(source, prefix="p1")
        except Refused:
            continue
    return accepted


def write_worst_site() -> WorstSite:
    member = make.member("author", is_staff=True, is_superuser=True)
    other = make.member("other", name="7 " * 29 + "7")
    theme = make.theme("care", facilitators=(member,))
    topic = make.topic(other, within=theme, title="7 " * 60 + "7")
    texts = dict(accepted_texts())
    assert TEXTS.keys() <= texts.keys(), "the site refuses one of these texts"
    quoting = quotations(topic.pk)
    texts["quotations"] = quoting, markup.render_post(quoting, prefix="p1")
    _write_posts(topic, member, list(texts.values()))
    post, quoted = topic.posts.get(number=2), topic.posts.get(number=3)
    _write_quotations(topic, post, quoted)
    room = make.room(topic)
    _write_messages(room, member)
    _write_topics(theme, member, texts["one word"])
    _write_rows_of(member, topic, texts)
    Member.objects.bulk_create(
        Member(
            email=f"m{number}@example.org",
            handle=f"m{number}",
            name="7 " * 29 + "7",
            community="academic",
            bio=repeat("7 ", 2_000),
            found_by="7 " * 29 + "7",
        )
        for number in range(MEMBERS)
    )
    _write_entries(topic, room)
    arguments: dict[str, Any] = {
        "topic_id": topic.pk,
        "room_id": room.pk,
        "notification_id": Notification.objects.latest("pk").pk,
        "slug": [topic.slug, theme.slug],
        "number": 2,
        "block": 0,
        "version": 1,
        "handle": "author",
        "stream": [f"topic:{topic.pk}", f"room:{room.pk}"],
        "object_id": [member.pk, theme.pk],
        "content_type_id": 1,
        "app_label": "accounts",
        "key": "x",
        "uidb36": "1",
        "url": "accounts/",
    }
    return WorstSite(member, other, theme, topic, room, post, quoted, arguments)


def _contribution(number: int, author: Member, source: str, html: str) -> dict[str, Any]:
    return {
        "number": number,
        "changed": number,
        "author": author,
        "nonce": uuid.uuid4(),
        "source": source,
        "html": html,
        "markup_version": markup.VERSION,
        "language": "en",
    }


def _write_posts(topic: Topic, author: Member, texts: list[tuple[str, str]]) -> None:
    """All kinds first, so that they are on the first page, and then the longest many times."""
    many = [*texts, *[texts[0]] * (POSTS - len(texts))]
    Post.objects.bulk_create(
        Post(topic=topic, **_contribution(number, author, source, html))
        for number, (source, html) in enumerate(many, start=2)
    )
    topic.last_number = topic.last_mark = topic.post_count = POSTS + 1
    topic.save()


def _write_quotations(topic: Topic, post: Post, quoted: Post) -> None:
    """`post` and many others quote `quoted`, and `post` has many long revisions that quote it."""
    quotation = f"> [@author](/topics/{topic.pk}/{quoted.number})\n>\n> secret\n\n"
    # One piece of a long job parses or renders one text. tests/forum/markup limits what that costs.
    source = quotation + repeat("[a *b* ", 4_000)
    html = markup.render_post(source)
    Post.objects.filter(pk=post.pk).update(source=source, html=html)
    quoting = topic.posts.filter(number__gt=POSTS - QUOTING_POSTS)
    quoting.update(source=quotation + "a", html="<p>a")
    quotations = [Quotation(post=each, quoted=quoted) for each in [post, *quoting]]
    Quotation.objects.bulk_create(quotations)
    Revision.objects.bulk_create(
        Revision(post=post, by=post.author, language="en", html="", source=f"{source} {number}")
        for number in range(REVISIONS)
    )


def _write_messages(room: Room, author: Member) -> None:
    source = repeat("7 ", markup.MAX_MESSAGE_LENGTH)
    html = markup.render_message(source)
    Message.objects.bulk_create(
        Message(room=room, **_contribution(number, author, source, html))
        for number in range(1, MESSAGES + 1)
    )
    room.last_number = room.last_mark = MESSAGES
    room.save()


def _write_topics(theme: Theme, author: Member, text: tuple[str, str]) -> None:
    topics = [
        Topic(
            theme=theme,
            author=author,
            language="en",
            title="7 " * 60 + "7",
            slug="7",
            last_number=1,
            last_mark=1,
            post_count=1,
            last_poster=author,
            last_post_at=timezone.now(),
        )
        for _ in range(TOPICS)
    ]
    Topic.objects.bulk_create(topics)
    source, html = text
    Post.objects.bulk_create(
        Post(topic=topic, **_contribution(1, author, source, html)) for topic in topics
    )


def _write_rows_of(member: Member, topic: Topic, texts: dict[str, tuple[str, str]]) -> None:
    source = texts["one word"][0]
    Draft.objects.bulk_create(
        Draft(member=member, place=f"topic:{number}", fields={"source": source}, closed=False)
        for number in range(DRAFTS)
    )
    Notification.objects.bulk_create(
        Notification(member=member, by=member, topic=topic, kind="mention", number=number)
        for number in range(1, NOTIFICATIONS + 1)
    )
    ReadPosition.objects.bulk_create(
        ReadPosition(
            member=member, topic=each, level="watching", read=0, unread_since=timezone.now()
        )
        for each in Topic.objects.exclude(pk=topic.pk)
    )


def _write_entries(topic: Topic, room: Room) -> None:
    """Index one row of each kind, and copy its words: indexing is measured with the listeners."""
    for kind, rows in (
        (Kind.TOPIC, Topic.objects.order_by("pk")),
        (Kind.POST, topic.posts.filter(number__gt=1).order_by("-pk")),
        (Kind.MESSAGE, room.messages.order_by("pk")),
        (Kind.MEMBER, Member.objects.filter(bio__gt="").order_by("pk")),
    ):
        keys = list(rows.values_list("pk", flat=True))
        indexing.update_entries(kind, keys[-1:])
        model = Entry.objects.get(kind=kind, key=keys[-1])
        for key in keys[:-1]:
            model.pk, model.key = entry_key(kind, key, model.at), key
            if kind == Kind.TOPIC:
                model.topic_id = key
            model.save(force_insert=True)
