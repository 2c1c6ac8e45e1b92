"""Every cached fragment declares exactly the fields that its template shows.

The templates are rendered for objects in every state, while a recorder notes which columns of which
object are read.
"""

import importlib
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Member
from collective_brain.caching.fragments import Fragment
from forum.chat import actions as chat
from forum.chat.fragments import MESSAGE
from forum.chat.models import Message
from forum.private_notes import actions as private_notes
from forum.private_notes.fragments import NOTE
from forum.private_notes.models import PrivateNote
from forum.topics import actions as topics
from forum.topics.fragments import EXCERPT, POST, TOPIC_ROW
from forum.topics.models import Post, Topic
from tests import factories as make

pytestmark = pytest.mark.django_db
LANGUAGE = re.compile(rf"_({'|'.join(code for code, _name in settings.CONTENT_LANGUAGES)})$")


def posts() -> Iterator[Post]:
    ana, admin = make.member("ana"), make.member("admin", is_staff=True)
    closed = make.member(side="workers", community="constituent")
    topic = make.topic(ana)
    for author in (ana, admin, closed, ana):
        topics.reply(topic, author, source="Hello.", nonce=uuid.uuid4(), reply_to=1)
    topics.edit(topic.posts.get(number=2), ana, source="Edited.", language="fr", version=1)
    topics.hide(topic.posts.get(number=3), admin, why="Rude")
    topics.delete(topic.posts.get(number=5), ana)
    Member.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    Topic.objects.filter(pk=topic.pk).update(accepted_number=4)
    yield from topic.posts.for_display().select_related("topic__theme")


def notes() -> Iterator[PrivateNote]:
    ana, ben = make.member("ana", name=""), make.member("ben", is_staff=True)
    conversation = make.private_conversation(ana, ben)
    for author in (ana, ben, ben):
        make.private_note(conversation, author)
    private_notes.delete(conversation.notes.get(number=3), ben)
    Member.objects.filter(pk=ben.pk).update(closed_at=timezone.now(), name="")
    yield from conversation.notes.for_display().select_related("private_conversation")


def messages() -> Iterator[Message]:
    ana, ben = make.member("ana", name=""), make.member("ben")
    admin = make.member("admin", is_staff=True)
    room = make.room(make.topic())
    for author in (ana, ben, ana, ben):
        chat.say(room, author, source="Hello.", nonce=uuid.uuid4(), reply_to=1)
    chat.hide(room.messages.get(number=3), admin, why="Rude")
    chat.delete(room.messages.get(number=4), ben)
    Member.objects.filter(pk=ben.pk).update(closed_at=timezone.now(), name="")
    yield from room.messages.for_display().select_related("room__topic")


def topic_rows() -> Iterator[Topic]:
    make.topic(make.member(name=""))
    now = timezone.now()
    for changes in (
        {},
        {"pinned": True},
        {"closed_at": now},
        {"is_question": True},
        {"accepted_number": 2},
        {"hidden_at": now},
        {"last_poster": None},
    ):
        Topic.objects.update(**changes)
        topic: Any = Topic.objects.select_related("theme", "last_poster").get()
        topic.time_ago, topic.newest_words, topic.newest_language = "1 h ago", "Hello.", "fr"
        yield topic


SAMPLES = {
    POST: posts,
    EXCERPT: posts,
    MESSAGE: messages,
    NOTE: notes,
    TOPIC_ROW: topic_rows,
}


def test_every_fragment_has_samples_here():
    modules = (path for path in Path(settings.BASE_DIR, "forum").rglob("fragments.py"))
    found = set()
    for path in modules:
        name = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
        values = vars(importlib.import_module(name)).values()
        found |= {value for value in values if isinstance(value, Fragment)}
    assert found == set(SAMPLES)


@pytest.mark.parametrize("fragment", SAMPLES, ids=lambda fragment: fragment.template)
def test_it_declares_what_its_template_shows(fragment):
    read: set[str] = set()
    options = {"theme": True} if fragment in (EXCERPT, TOPIC_ROW) else {}
    for shown in SAMPLES[fragment]():
        with recorded_reads(shown) as fields:
            render_to_string(fragment.template, {fragment.variable: shown, **options})
        read |= fields
    if "changed" in fragment.fields:  # covers the columns of the contribution itself
        read = {path for path in read if "." in path} | {"nonce", "changed"}
        read |= {"number"} & set(fragment.fields)  # what render_rows() needs
        read |= {"answered_name"} & set(fragment.fields)  # of another row
    if "last_mark" in fragment.fields:  # covers the newest text
        read = read - {"newest_words", "newest_language"} | {"last_mark"}
    assert read == set(fragment.fields)


@contextmanager
def recorded_reads(shown: Model) -> Iterator[set[str]]:
    """The paths of the columns, and of what a query or tag added, that are read from `shown`."""
    paths, fields = {id(shown): ""}, set()
    original = Model.__getattribute__

    def reading(instance: Model, name: str) -> Any:
        value = original(instance, name)
        if name.startswith("_") or id(instance) not in paths:
            return value
        if isinstance(value, Model):
            paths[id(value)] = f"{paths[id(instance)]}{name}."
        elif is_stored(instance, name):
            fields.add(paths[id(instance)] + plain_name(name))
        return value

    Model.__getattribute__ = reading  # type: ignore[assignment, method-assign]
    try:
        yield fields
    finally:
        del Model.__getattribute__


def is_stored(instance: Model, name: str) -> bool:
    columns = {field.attname for field in type(instance)._meta.concrete_fields} | {"pk"}
    added = object.__getattribute__(instance, "__dict__").keys() - columns
    return name in columns or (name in added and name not in type(instance).__dict__)


def plain_name(name: str) -> str:
    """The name of a column without its language; "pk" for the key."""
    return "pk" if name == "id" else LANGUAGE.sub("", name)
