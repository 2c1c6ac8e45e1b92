"""Fixtures. They import models late, because pytest reads this file before Django is ready."""

import pytest


@pytest.fixture(autouse=True)
def _incoming_domain(settings) -> None:
    settings.INCOMING_MAIL_DOMAIN = "answers.example.org"
    settings.SITE_URL = "https://brain.example.org"
    settings.DEFAULT_FROM_EMAIL = "Collective Brain <no-reply@brain.example.org>"
    settings.EMAIL_BACKEND = settings.DELIVERY_EMAIL_BACKEND  # answers arrive in `mailoutbox`


@pytest.fixture
def topic():
    from tests import factories as make

    return make.topic(make.member("ana"), title="Care and work")


@pytest.fixture
def ben():
    from tests import factories as make

    return make.member("ben")


@pytest.fixture
def to(ben, topic) -> str:
    """The address by which ben answers in the topic."""
    from tests.forum.mail.incoming.sent_mails import reply_address

    return reply_address(ben, topic)
