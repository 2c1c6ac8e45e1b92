"""The tasks that send stored mail. They have a queue and a thread of their own."""

from collections.abc import Iterable

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from collective_brain.outgoing_mail.models import OutgoingEmail

MAX_QUEUED = 200  # tasks; a hanging mail server takes one of them in EMAIL_TIMEOUT seconds


@task(queue_name="mail")
def send_email(pk: int) -> None:
    mail = OutgoingEmail.objects.sendable().filter(pk=pk).first()
    if mail and mail.claim():
        mail.send()


def try_again(mails: Iterable[OutgoingEmail]) -> None:
    """Send these mails again now, also those that were given up."""
    for mail in mails:
        OutgoingEmail.objects.filter(pk=mail.pk).update(attempts=0)
        send_email.enqueue(mail.pk)


def retry_overdue() -> None:
    """Enqueue mails that failed, or that a stopped worker left, unless they are in the queue."""
    queued = DBTaskResult.objects.ready().filter(task_path=send_email.module_path)
    queued_keys = [task.args_kwargs["args"][0] for task in queued.only("args_kwargs")]
    overdue = OutgoingEmail.objects.overdue().exclude(pk__in=queued_keys).order_by("due_at")
    for mail in overdue[: max(0, MAX_QUEUED - len(queued_keys))]:
        send_email.enqueue(mail.pk)
