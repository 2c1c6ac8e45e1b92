"""What the worker does, without its loop."""

from collective_brain.event_log.models import Event
from forum.mail import sending
from forum.mail.models import MailItem


def run_listeners() -> None:
    """Run the listeners of every recorded event, also of those that they record."""
    while waiting := list(Event.objects.unfinished().order_by("pk")):
        for event in waiting:
            event.run_listeners()
            assert not event.error, event.error


def write_rows() -> list[MailItem]:
    run_listeners()
    return list(MailItem.objects.order_by("pk").select_related("member"))


def send() -> None:
    """Write the rows, and send what is due."""
    run_listeners()
    sending.send_due(seconds=60)
