"""Signed links to files, for places where the reader's cookie does not go (UPLOADS_HOST).

A link names the file, its reader and the hour in which it ends. Whoever opens it is asked for
nothing else, so it lives for one to two hours, and the right of the reader is asked again. Within
an hour a reader gets the same link, so browsers can keep the file.
"""

import time
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse

from collective_brain.web.numbers import MAX_KEY
from forum.uploads.models import Upload, file_storage

WINDOW = 3600  # seconds
STORAGE_SECONDS = 300  # of a link that the storage signs: it asks nobody again
FILE, THUMBNAIL = "file", "thumbnail"
_SALT = "forum.uploads.links"


class SignedLink(NamedTuple):
    """reader_id: 0 for visitors. ends_at: in seconds since 1970."""

    key: str
    part: str
    reader_id: int
    ends_at: int

    @property
    def seconds_left(self) -> int:
        return max(0, self.ends_at - int(time.time()))


def new_link(upload: Upload, reader: Any, part: str) -> SignedLink:
    ends_at = (int(time.time()) // WINDOW + 2) * WINDOW
    return SignedLink(upload.key, part, reader.pk or 0, ends_at)


def address_of(link: SignedLink, name: str) -> str:
    """The whole address on UPLOADS_HOST."""
    token = signing.Signer(salt=_SALT).sign(":".join(map(str, link)))
    return f"{origin()}{reverse('uploads:signed', args=[token, name])}"


def read(token: str) -> SignedLink | None:
    """The link of a token; None if this site has not signed it, or if it has ended."""
    try:
        key, part, reader_id, ends_at = signing.Signer(salt=_SALT).unsign(token).split(":")
    except (signing.BadSignature, ValueError):
        return None
    link = SignedLink(key, part, min(int(reader_id), MAX_KEY), int(ends_at))
    return link if link.seconds_left else None


def address_in_storage(upload: Upload, part: str, headers: dict[str, str]) -> str:
    """An address that the storage has signed for a few minutes. headers: of its answer."""
    name = upload.thumbnail if part == THUMBNAIL else upload.file
    parameters = {f"Response{header.replace('-', '')}": value for header, value in headers.items()}
    storage: Any = file_storage()
    address: str = storage.url(name, parameters=parameters, expire=STORAGE_SECONDS)
    return address


def origin() -> str:
    return f"{'http' if settings.LOCAL else 'https'}://{settings.UPLOADS_HOST}"
