"""The task that reads the mailbox. Its queue is its own: a slow server delays nothing else."""

import imaplib
import logging

from django.conf import settings
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from forum.mail.incoming.mailbox import poll_mailbox

logger = logging.getLogger(__name__)


@task(queue_name="mailbox")
def read_mailbox() -> None:
    try:
        poll_mailbox(settings.INCOMING_MAIL_IMAP_URL)
    except (OSError, imaplib.IMAP4.error) as error:
        logger.warning("the mailbox cannot be read, and is tried again: %s", error)


def enqueue_reading() -> None:
    """Periodic task: read the mailbox again, unless that waits already."""
    if not (settings.INCOMING_MAIL_DOMAIN and settings.INCOMING_MAIL_IMAP_URL):
        return
    queued = DBTaskResult.objects.ready().filter(task_path=read_mailbox.module_path)
    if not queued.exists():
        read_mailbox.enqueue()
