"""The task that sends. It has a queue of its own, so that slow push services delay nothing else."""

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from forum.push.models import PushItem
from forum.push.sending import send_due


@task(queue_name="push")
def send_push_messages() -> None:
    if send_due():
        send_push_messages.enqueue()


def enqueue_due_messages() -> None:
    """Periodic task, and after new rows: enqueue the task if something is due and none waits."""
    queued = DBTaskResult.objects.ready().filter(task_path=send_push_messages.module_path)
    if PushItem.objects.due().exists() and not queued.exists():
        send_push_messages.enqueue()
