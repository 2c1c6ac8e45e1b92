"""Rooms and signed-in members of the bench's site; run inside it by `manage.py shell`."""

import json
import uuid
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Member
from forum.chat.models import Room
from forum.themes.models import Theme
from forum.topics import actions


def create_members_and_rooms(members: int, rooms: int) -> None:
    """Print {sessions, rooms} as JSON: the keys of new members' sessions, and of rooms beside new topics."""
    people = [_build_member(place) for place in range(members)]
    Member.objects.bulk_create(people, batch_size=1000)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    sessions = [_build_session(store, member) for member in people]
    Session.objects.bulk_create(sessions, batch_size=1000)
    made = [_create_room(place, people[0]) for place in range(rooms)]
    print("made", json.dumps({"sessions": [one.session_key for one in sessions], "rooms": made}))


def _build_member(place: int) -> Member:
    return Member(
        email=f"bench.{place}@example.org",
        handle=f"bench.{place}",
        name=f"Bench {place}",
        community="practitioner",
        email_confirmed_at=timezone.now(),
        password="!" + uuid.uuid4().hex,
    )


def _build_session(store: object, member: Member) -> Session:
    said = {
        SESSION_KEY: str(member.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: member.get_session_auth_hash(),
    }
    return Session(
        session_key=uuid.uuid4().hex,
        session_data=store.encode(said),  # type: ignore[attr-defined]
        expire_date=timezone.now() + timezone.timedelta(days=1),  # type: ignore[attr-defined]
    )


def _create_room(place: int, author: Member) -> int:
    theme = Theme.objects.order_by("pk")[0]
    topic = actions.start_topic(
        theme, author, title=f"Bench {place}", source="Hello.", language="en", nonce=uuid.uuid4()
    )
    return int(Room.objects.get_or_create_for(topic).pk)
