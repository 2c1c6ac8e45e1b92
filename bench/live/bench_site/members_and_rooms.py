"""Create signed-in members and rooms. `manage.py shell` runs this with the settings of the site."""

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
    """Print {sessions, rooms} as JSON: session keys of members, and primary keys of rooms."""
    new_members = [_build_member(index) for index in range(members)]
    Member.objects.bulk_create(new_members, batch_size=1000)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    sessions = [_build_session(store, member) for member in new_members]
    Session.objects.bulk_create(sessions, batch_size=1000)
    room_keys = [_create_room(index, new_members[0]) for index in range(rooms)]
    print(
        "created",
        json.dumps({"sessions": [session.session_key for session in sessions], "rooms": room_keys}),
    )


def _build_member(index: int) -> Member:
    return Member(
        email=f"bench.{index}@example.org",
        handle=f"bench.{index}",
        name=f"Bench {index}",
        community="practitioner",
        email_confirmed_at=timezone.now(),
        password="!" + uuid.uuid4().hex,
    )


def _build_session(store: object, member: Member) -> Session:
    session_fields = {
        SESSION_KEY: str(member.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: member.get_session_auth_hash(),
    }
    return Session(
        session_key=uuid.uuid4().hex,
        session_data=store.encode(session_fields),  # type: ignore[attr-defined]
        expire_date=timezone.now() + timezone.timedelta(days=1),  # type: ignore[attr-defined]
    )


def _create_room(index: int, author: Member) -> int:
    theme = Theme.objects.order_by("pk")[0]
    topic = actions.start_topic(
        theme, author, title=f"Bench {index}", source="Hello.", language="en", nonce=uuid.uuid4()
    )
    return int(Room.objects.get_or_create_for(topic).pk)
