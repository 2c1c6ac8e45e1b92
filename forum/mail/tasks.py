"""The task that sends mail to members. It shares the queue "mail" with the mail of accounts, and
lets that mail pass.
"""

from collections.abc import Iterable

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from forum.mail.digests.planning import write_due_digests
from forum.mail.models import MailItem
from forum.mail.sending import send_due


@task(queue_name="mail", priority=-10)
def send_mail_to_members() -> None:
    is_more_due = send_due()
    if write_due_digests() or is_more_due:
        send_mail_to_members.enqueue()


def enqueue_due_mail() -> None:
    """Periodic task: enqueue the task if something is due and no such task waits."""
    write_due_digests()
    queued = DBTaskResult.objects.ready().filter(task_path=send_mail_to_members.module_path)
    if MailItem.objects.due().exists() and not queued.exists():
        send_mail_to_members.enqueue()


def try_again(items: Iterable[MailItem]) -> None:
    """Send the mails of these items now, also those that were given up."""
    for item in items:
        MailItem.objects.in_mail(item.member_id, item.message_id).retry()
    enqueue_due_mail()
