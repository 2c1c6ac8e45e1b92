from collections.abc import Iterator

import pytest

from bench.mail.smtp_server import RecordingServer


@pytest.fixture(autouse=True)
def _mail_at_once(settings) -> None:
    """Mail is due when its row is written. It arrives in `mailoutbox`."""
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_WAIT = 0


@pytest.fixture
def server(settings) -> Iterator[RecordingServer]:
    """A real SMTP server that takes the mail of the site."""
    server = RecordingServer()
    server.start()
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()
