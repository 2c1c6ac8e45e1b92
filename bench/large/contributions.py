"""Topics with their posts, and rooms with their messages."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from accounts.choices import Community
from bench import bulk_insert
from bench.large.site import Site
from bench.large.texts import Text, render_texts
from forum import markup
from forum.chat.models import Message, Room
from forum.themes.models import Theme
from forum.topics.models import (
    COMMUNITY_COLUMNS,
    MAX_ANSWER_LINKS,
    Post,
    Topic,
)

SHARE_OF_LARGEST_TOPIC = 0.1  # of all posts
SHARE_OF_LARGEST_ROOM = 0.5  # of all messages
SHARE_OF_REPLIES = 0.3  # of all posts, to a certain post


def insert_posts(site: Site) -> None:
    texts_by_language = render_texts(site, markup.render_post, "topics")
    order = site.draw_destinations(site.size.posts, site.size.topics, SHARE_OF_LARGEST_TOPIC)
    writers = site.draw_writers(len(order))
    _insert_topics(site, order, writers, texts_by_language)
    numbers = array("l", [0] * site.size.topics)
    replied_to, answers_to = _draw_replies(site, order)
    first = bulk_insert.next_primary_key(Post)
    example = Post(
        topic=site.topics[0],
        author=site.members[0],
        source="",
        html="",
        number=0,
        changed=0,
        nonce=site.draw_nonce(),
        markup_version=markup.VERSION,
        language="en",
    )

    def rows() -> Iterator[dict[str, Any]]:
        for index in site.count_up("posts", len(order)):
            topic = order[index]
            numbers[topic] += 1
            number = numbers[topic]
            text = site.rng.choice(texts_by_language[site.topics[topic].language])
            answers = answers_to.get((topic, number), [])
            yield {
                "id": first + index,
                "topic_id": site.topics[topic].pk,
                "number": number,
                "changed": number,
                "author_id": site.members[writers[index]].pk,
                "nonce": site.draw_nonce(),
                "source": text.source,
                "html": text.html,
                "language": text.language,
                "created_at": site.time_of(index, len(order)),
                "reply_to": replied_to.get((topic, number)),
                "answers": answers[:MAX_ANSWER_LINKS],
                "answer_count": len(answers),
            }

    bulk_insert.insert_rows(example, rows())


def _insert_topics(
    site: Site, order: array[int], writers: array[int], texts_by_language: dict[str, list[Text]]
) -> None:
    themes = list(Theme.objects.all())
    first = bulk_insert.next_primary_key(Topic)
    for index in range(site.size.topics):
        language = site.rng.choice(list(texts_by_language))
        topic = Topic(pk=first + index, theme=site.rng.choice(themes), language=language)
        words = site.rng.choice(texts_by_language[language]).source.split()
        topic.set_title(" ".join(words[:9])[:120].strip("#*>-| "))
        site.topics.append(topic)
        site.post_positions.append(array("l"))
    for index, topic_index in enumerate(order):
        topic, writer = site.topics[topic_index], site.members[writers[index]]
        written_at = site.time_of(index, len(order))
        if not topic.post_count:
            topic.author, topic.created_at = writer, written_at
        topic.post_count += 1
        site.post_positions[topic_index].append(index)
        topic.last_poster, topic.last_post_at = writer, written_at
        setattr(topic, COMMUNITY_COLUMNS[Community(writer.community)], True)
    for topic in site.topics:
        topic.last_number = topic.last_mark = topic.post_count
    names = [field.attname for field in Topic._meta.concrete_fields]
    rows = (
        {name: getattr(site.topics[index], name) for name in names}
        for index in site.count_up("topics", len(site.topics))
    )
    bulk_insert.insert_rows(site.topics[0], rows)


def _draw_replies(
    site: Site, order: array[int]
) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], list[int]]]:
    """Choose the post that a post replies to.

    Return (topic, number) -> the number that the post replies to, and (topic, number) -> the
    numbers of its answers. A topic is its index in `site.topics`.
    """
    numbers = array("l", [0] * site.size.topics)
    replied_to: dict[tuple[int, int], int] = {}
    answers_to: dict[tuple[int, int], list[int]] = {}
    for topic in order:
        numbers[topic] += 1
        number = numbers[topic]
        if number > 1 and site.rng.random() < SHARE_OF_REPLIES:
            target = max(1, number - site.rng.randint(1, 8))
            replied_to[topic, number] = target
            answers_to.setdefault((topic, target), []).append(number)
    return replied_to, answers_to


def insert_messages(site: Site) -> None:
    texts_by_language = render_texts(site, markup.render_message, "rooms")
    _create_rooms(site)
    order = site.draw_destinations(site.size.messages, len(site.rooms), SHARE_OF_LARGEST_ROOM)
    writers = site.draw_writers(len(order))
    first = bulk_insert.next_primary_key(Message)
    example = Message(
        room=site.rooms[0],
        author=site.members[0],
        source="",
        html="",
        number=0,
        changed=0,
        nonce=site.draw_nonce(),
        markup_version=markup.VERSION,
        language="en",
    )

    def rows() -> Iterator[dict[str, Any]]:
        for index in site.count_up("messages", len(order)):
            room = site.rooms[order[index]]
            room.last_number += 1
            text = site.rng.choice(texts_by_language[site.rng.choice(list(texts_by_language))])
            yield {
                "id": first + index,
                "room_id": room.pk,
                "number": room.last_number,
                "changed": room.last_number,
                "author_id": site.members[writers[index]].pk,
                "nonce": site.draw_nonce(),
                "source": text.source,
                "html": text.html,
                "language": text.language,
                "created_at": site.time_of(index, len(order)),
            }

    bulk_insert.insert_rows(example, rows())
    for room in site.rooms:
        room.last_mark = room.last_number
    Room.objects.bulk_update(site.rooms, ["last_number", "last_mark"], batch_size=500)


def _create_rooms(site: Site) -> None:
    """Create a room beside each theme and each tenth topic.

    The room of the first theme is the largest.
    """
    room_by_theme = {
        room.theme_id: room for room in Room.objects.exclude(theme=None) if not room.last_number
    }
    for theme in Theme.objects.all():
        site.rooms.append(room_by_theme.get(theme.pk) or Room.objects.create(theme=theme))
    site.rooms += Room.objects.bulk_create(Room(topic=topic) for topic in site.topics[::10])
