"""Factories that create members, themes, topics, posts and messages by the actions of the site."""

import itertools
import uuid
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils import timezone

from accounts.models import Member
from accounts.trust_levels import TrustLevel
from forum.chat import actions as chat
from forum.chat.models import Message, Room
from forum.contributions.screening_hook import TextHeld
from forum.private_notes import actions as private_notes
from forum.private_notes.models import PrivateConversation, PrivateNote
from forum.profile_pictures.models import ProfilePicture, new_name
from forum.screening.models import HeldPost
from forum.themes.models import Theme
from forum.topics import actions
from forum.topics.models import Post, Topic
from forum.topics.models.revisions import REPLACED_FOR
from forum.uploads import actions as uploads
from forum.uploads.models import Upload

_count = itertools.count(1)


def member(handle: str = "", **fields: Any) -> Member:
    """A member who may write."""
    handle = handle or f"member.{next(_count)}"
    defaults = {
        "name": handle.title(),
        "community": "practitioner",
        "email_confirmed_at": timezone.now(),
        # Without the limits of new members, until the worker computes the level.
        "trust_level": TrustLevel.MEMBER,
        "trust_due_at": timezone.now(),
    }
    return Member.objects.create_user(
        f"{handle}@example.org", "solidarity-economy", handle=handle, **defaults | fields
    )


def theme(slug: str = "", *, facilitators: tuple[Member, ...] = (), **fields: Any) -> Theme:
    slug = slug or f"theme-{next(_count)}"
    new_theme = Theme.objects.create(
        slug=slug, **{"name": slug.title(), "description": "About it.", **fields}
    )
    if facilitators:
        new_theme.facilitators.add(*facilitators)
        Theme.objects.store_facilitators_for_display()
    return new_theme


def topic(author: Member | None = None, *, within: Theme | None = None, **fields: Any) -> Topic:
    """A topic with its first post."""
    text = {
        "title": f"Topic {next(_count)}",
        "language": "en",
        "source": "Hello.",
        "nonce": uuid.uuid4(),
    }
    return actions.start_topic(within or theme(), author or member(), **text | fields)


def post(
    where: Topic, author: Member | None = None, source: str = "A reply.", **fields: Any
) -> Post:
    return actions.reply(
        where,
        author or member(),
        source=source,
        nonce=fields.pop("nonce", None) or uuid.uuid4(),
        **fields,
    )


def held_post(where: Topic, author: Member, source: str = "It waits.", **fields: Any) -> HeldPost:
    """A reply that waits for a facilitator."""
    waits, where.theme.first_posts_wait = where.theme.first_posts_wait, True
    try:
        post(where, author, source, **fields)
    except TextHeld as waiting:
        return waiting.held
    finally:
        where.theme.first_posts_wait = waits
    raise AssertionError("The author has written before, or facilitates the theme.")


def let_revisions_age(post: Post) -> None:
    """Let the next edit of its author be a revision of its own."""
    post.revisions.update(created_at=timezone.now() - REPLACED_FOR)


def room(beside: Theme | Topic | None = None) -> Room:
    return Room.objects.get_or_create_for(beside or theme())


def private_conversation(
    *members: Member, source: str = "Between us.", **fields: Any
) -> PrivateConversation:
    """A private conversation that the first of `members` began with the others."""
    author, *others = members or (member(), member())
    nonce = fields.pop("nonce", None) or uuid.uuid4()
    return private_notes.start(author, others=others, source=source, nonce=nonce, **fields)


def private_note(
    where: PrivateConversation, author: Member | None = None, source: str = "A note.", **fields: Any
) -> PrivateNote:
    nonce = fields.pop("nonce", None) or uuid.uuid4()
    return private_notes.send(
        where, author or where.started_by, source=source, nonce=nonce, **fields
    )


def message(
    where: Room, author: Member | None = None, source: str = "Good evening.", **fields: Any
) -> Message:
    return chat.say(
        where,
        author or member(),
        source=source,
        nonce=fields.pop("nonce", None) or uuid.uuid4(),
        **fields,
    )


def upload(
    owner: Member | None = None,
    content: bytes = b"%PDF-1.4\n%%EOF\n",
    *,
    name: str = "plan.pdf",
    alt: str = "",
) -> Upload:
    """A file of a member. A document by default, because a picture starts a process."""
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return uploads.store(owner or member(), Path(file.name), name=name, alt=alt)


def profile_picture(owner: Member) -> str:
    """The name of the new picture of `owner`. No process makes it, so its content is no picture."""
    name = new_name()
    ProfilePicture.objects.create(member=owner, name=name, content=b"RIFF????WEBP")
    Member.objects.filter(pk=owner.pk).update(picture=name)
    owner.picture = name
    return name
