"""Topics with their posts, and rooms with their messages."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from accounts.models import Community
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
SHARE_OF_REPLIES = 0.3  # of all posts


def insert_posts(site: Site) -> None:
    bodies = render_texts(site, markup.render_post, "topics")
    order = site.draw_destinations(site.size.posts, site.size.topics, SHARE_OF_LARGEST_TOPIC)
    writers = site.draw_writers(len(order))
    _insert_topics(site, order, writers, bodies)
    numbers = array("l", [0] * site.size.topics)
    asked = _answers(site, order)
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
        for place in site.count_up("posts", len(order)):
            topic = order[place]
            numbers[topic] += 1
            number = numbers[topic]
            text = site.rng.choice(bodies[site.topics[topic].language])
            answers = asked.get((topic, number), [])
            yield {
                "id": first + place,
                "topic_id": site.topics[topic].pk,
                "number": number,
                "changed": number,
                "author_id": site.members[writers[place]].pk,
                "nonce": site.draw_nonce(),
                "source": text.source,
                "html": text.html,
                "language": text.language,
                "created_at": site.time_of(place, len(order)),
                "reply_to": asked.get((topic, -number)),
                "answers": answers[:MAX_ANSWER_LINKS],
                "answer_count": len(answers),
            }

    bulk_insert.insert_rows(example, rows())


def _insert_topics(
    site: Site, order: array[int], writers: array[int], bodies: dict[str, list[Text]]
) -> None:
    themes = list(Theme.objects.all())
    first = bulk_insert.next_primary_key(Topic)
    for place in range(site.size.topics):
        language = site.rng.choice(list(bodies))
        topic = Topic(pk=first + place, theme=site.rng.choice(themes), language=language)
        topic.set_title(
            " ".join(site.rng.choice(bodies[language]).source.replace("\n", " ").split()[:9])[
                :120
            ].strip("#*>-| ")
        )
        site.topics.append(topic)
        site.post_positions.append(array("l"))
    for place, at in enumerate(order):
        topic, writer = site.topics[at], site.members[writers[place]]
        moment = site.time_of(place, len(order))
        if not topic.post_count:
            topic.author, topic.created_at = writer, moment
        topic.post_count += 1
        site.post_positions[at].append(place)
        topic.last_poster, topic.last_post_at = writer, moment
        setattr(topic, COMMUNITY_COLUMNS[Community(writer.community)], True)
    for topic in site.topics:
        topic.last_number = topic.last_mark = topic.post_count
    names = [one.attname for one in Topic._meta.concrete_fields]
    rows = (
        {name: getattr(site.topics[place], name) for name in names}
        for place in site.count_up("topics", len(site.topics))
    )
    bulk_insert.insert_rows(site.topics[0], rows)


def _answers(site: Site, order: array[int]) -> dict[tuple[int, int], Any]:
    """(topic, number): the numbers of the posts that answer it; (topic, -number): the number it answers."""
    numbers = array("l", [0] * site.size.topics)
    found: dict[tuple[int, int], Any] = {}
    for topic in order:
        numbers[topic] += 1
        number = numbers[topic]
        if number > 1 and site.rng.random() < SHARE_OF_REPLIES:
            to = max(1, number - site.rng.randint(1, 8))
            found[topic, -number] = to
            found.setdefault((topic, to), []).append(number)
    return found


def insert_messages(site: Site) -> None:
    bodies = render_texts(site, markup.render_message, "rooms")
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
        for place in site.count_up("messages", len(order)):
            room = site.rooms[order[place]]
            room.last_number += 1
            text = site.rng.choice(bodies[site.rng.choice(list(bodies))])
            yield {
                "id": first + place,
                "room_id": room.pk,
                "number": room.last_number,
                "changed": room.last_number,
                "author_id": site.members[writers[place]].pk,
                "nonce": site.draw_nonce(),
                "source": text.source,
                "html": text.html,
                "language": text.language,
                "created_at": site.time_of(place, len(order)),
            }

    bulk_insert.insert_rows(example, rows())
    for room in site.rooms:
        room.last_mark = room.last_number
    Room.objects.bulk_update(site.rooms, ["last_number", "last_mark"], batch_size=500)


def _create_rooms(site: Site) -> None:
    """One beside each theme, the first of which is the largest, and one beside each tenth topic."""
    there = {
        room.theme_id: room for room in Room.objects.exclude(theme=None) if not room.last_number
    }
    for theme in Theme.objects.all():
        site.rooms.append(there.get(theme.pk) or Room.objects.create(theme=theme))
    site.rooms += Room.objects.bulk_create(Room(topic=topic) for topic in site.topics[::10])
