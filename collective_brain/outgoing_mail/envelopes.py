"""The sender of the envelope of a mail: mail servers report to it what did not arrive."""

from collections.abc import Callable


def _no_sender(address: str) -> str:
    return ""


# The envelope sender of a mail to this address; "" for DEFAULT_FROM_EMAIL.
# forum/event_listeners/ replaces it at start-up, because this package may import nothing.
sender_to: Callable[[str], str] = _no_sender
