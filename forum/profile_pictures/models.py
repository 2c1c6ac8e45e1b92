"""The pictures of members. Each is under 4 kB, so it is a column and not a file."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import PICTURE_NAME_LENGTH


def new_name() -> str:
    """96 random bits: a name that is never used again, so browsers keep a picture for good."""
    return secrets.token_urlsafe(PICTURE_NAME_LENGTH * 3 // 4)


class ProfilePictureQuerySet(models.QuerySet["ProfilePicture"]):
    def public(self) -> "ProfilePictureQuerySet":
        """Everybody who sees a name sees the picture. Closed accounts have none."""
        return self.filter(member__closed_at=None, member__picture=models.F("name"))


class ProfilePicture(models.Model):
    """The picture of `member`. Member.picture has the same name, for pages without a query."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    name = models.CharField(max_length=PICTURE_NAME_LENGTH, unique=True, editable=False)
    content = models.BinaryField(editable=False)  # WebP
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProfilePictureQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
