import pytest


@pytest.fixture(autouse=True)
def _mail_at_once(settings) -> None:
    """Mail is due when its row is written. It arrives in `mailoutbox`."""
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_WAIT = 0
