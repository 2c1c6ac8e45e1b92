"""Topics with their posts, and rooms with their messages."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from accounts.models import Community
from bench import copying
from bench.large.site import Site
from bench.large.texts import Text, texts
from forum import markup
from forum.chat.models import Message, Room
from forum.themes.models import Theme
from forum.topics.models import (
    COMMUNITY_COLUMNS,
    MAX_ANSWER_LINKS,
    Post,
    Topic,
)

LARGEST_TOPIC = 0.1  # of all posts
LARGEST_ROOM = 0.5  # of all messages
ANSWERING = 0.3  # of all posts


def posts(site: Site) -> None:
    bodies = texts(site, markup.render_post, "topics")
    order = site.shuffled(site.size.posts, site.size.topics, LARGEST_TOPIC)
    writers = site.writers(len(order))
    _topics(site, order, writers, bodies)
    numbers = array("l", [0] * site.size.topics)
    asked = _answers(site, order)
    first = copying.next_key(Post)
    example = Post(
        topic=site.topics[0],
        author=site.members[0],
        source="",
        html="",
        number=0,
        changed=0,
        nonce=site.nonce(),
        markup_version=markup.VERSION,
        language="en",
    )

    def rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("posts", len(order)):
            topic = order[place]
            numbers[topic] += 1
            number = numbers[topic]
            text = site.dice.choice(bodies[site.topics[topic].language])
            answers = asked.get((topic, number), [])
            yield {
                "id": first + place,
                "topic_id": site.topics[topic].pk,
                "number": number,
                "changed": number,
                "author_id": site.members[writers[place]].pk,
                "nonce": site.nonce(),
                "source": text.source,
                "html": text.html,
                "language": text.language,
                "created_at": site.moment(place, len(order)),
                "reply_to": asked.get((topic, -number)),
                "answers": answers[:MAX_ANSWER_LINKS],
                "answer_count": len(answers),
            }

    copying.copy(example, rows())


def _topics(
    site: Site, order: array[int], writers: array[int], bodies: dict[str, list[Text]]
) -> None:
    themes = list(Theme.objects.all())
    first = copying.next_key(Topic)
    for place in range(site.size.topics):
        language = site.dice.choice(list(bodies))
        topic = Topic(pk=first + place, theme=site.dice.choice(themes), language=language)
        topic.set_title(
            " ".join(site.dice.choice(bodies[language]).source.replace("\n", " ").split()[:9])[
                :120
            ].strip("#*>-| ")
        )
        site.topics.append(topic)
        site.written.append(array("l"))
    for place, at in enumerate(order):
        topic, writer = site.topics[at], site.members[writers[place]]
        moment = site.moment(place, len(order))
        if not topic.post_count:
            topic.author, topic.created_at = writer, moment
        topic.post_count += 1
        site.written[at].append(place)
        topic.last_poster, topic.last_post_at = writer, moment
        setattr(topic, COMMUNITY_COLUMNS[Community(writer.community)], True)
    for topic in site.topics:
        topic.last_number = topic.last_mark = topic.post_count
    names = [one.attname for one in Topic._meta.concrete_fields]
    rows = (
        {name: getattr(site.topics[place], name) for name in names}
        for place in site.progress("topics", len(site.topics))
    )
    copying.copy(site.topics[0], rows)


def _answers(site: Site, order: array[int]) -> dict[tuple[int, int], Any]:
    """(topic, number): the numbers of the posts that answer it; (topic, -number): the number it answers."""
    numbers = array("l", [0] * site.size.topics)
    found: dict[tuple[int, int], Any] = {}
    for topic in order:
        numbers[topic] += 1
        number = numbers[topic]
        if number > 1 and site.dice.random() < ANSWERING:
            to = max(1, number - site.dice.randint(1, 8))
            found[topic, -number] = to
            found.setdefault((topic, to), []).append(number)
    return found


def messages(site: Site) -> None:
    bodies = texts(site, markup.render_message, "rooms")
    _rooms(site)
    order = site.shuffled(site.size.messages, len(site.rooms), LARGEST_ROOM)
    writers = site.writers(len(order))
    first = copying.next_key(Message)
    example = Message(
        room=site.rooms[0],
        author=site.members[0],
        source="",
        html="",
        number=0,
        changed=0,
        nonce=site.nonce(),
        markup_version=markup.VERSION,
        language="en",
    )

    def rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("messages", len(order)):
            room = site.rooms[order[place]]
            room.last_number += 1
            text = site.dice.choice(bodies[site.dice.choice(list(bodies))])
            yield {
                "id": first + place,
                "room_id": room.pk,
                "number": room.last_number,
                "changed": room.last_number,
                "author_id": site.members[writers[place]].pk,
                "nonce": site.nonce(),
                "source": text.source,
                "html": text.html,
                "language": text.language,
                "created_at": site.moment(place, len(order)),
            }

    copying.copy(example, rows())
    for room in site.rooms:
        room.last_mark = room.last_number
    Room.objects.bulk_update(site.rooms, ["last_number", "last_mark"], batch_size=500)


def _rooms(site: Site) -> None:
    """One beside each theme, the first of which is the largest, and one beside each tenth topic."""
    there = {
        room.theme_id: room for room in Room.objects.exclude(theme=None) if not room.last_number
    }
    for theme in Theme.objects.all():
        site.rooms.append(there.get(theme.pk) or Room.objects.create(theme=theme))
    site.rooms += Room.objects.bulk_create(Room(topic=topic) for topic in site.topics[::10])
