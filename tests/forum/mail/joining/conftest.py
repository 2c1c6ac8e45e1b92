"""Fixtures. They import models late, because pytest reads this file before Django is ready."""

from datetime import timedelta

import pytest
from django.utils import timezone


@pytest.fixture(autouse=True)
def _incoming_domain(settings) -> None:
    settings.INCOMING_MAIL_DOMAIN = "answers.example.org"
    settings.SITE_URL = "https://brain.example.org"
    settings.DEFAULT_FROM_EMAIL = "Collective Brain <no-reply@brain.example.org>"
    settings.EMAIL_BACKEND = settings.DELIVERY_EMAIL_BACKEND  # mails arrive in `mailoutbox`


@pytest.fixture
def boss():
    from tests import factories as make

    return make.member("boss", name="Bea Boss", is_staff=True)


@pytest.fixture
def invitation(boss):
    from accounts.invitations.models import Invitation

    return Invitation.objects.create(
        made_by=boss,
        event_name="Academy of Turin",
        places=2,
        ends_at=timezone.now() + timedelta(days=7),
    )


@pytest.fixture
def events():
    """A function that returns the names of all events, the oldest first."""
    from collective_brain.event_log.models import Event

    return lambda: list(Event.objects.order_by("pk").values_list("name", flat=True))
