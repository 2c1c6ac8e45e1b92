"""Mail waits in a table until the mail server takes it. A server that hangs delays nothing else."""

import socket
import threading
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bench.served.sites import wait_until
from collective_brain.event_log import worker
from collective_brain.event_log.models import Heartbeat
from collective_brain.outgoing_mail import tasks
from collective_brain.outgoing_mail.models import MAX_ATTEMPTS, OutgoingEmail
from tests import factories as make

STORING = "collective_brain.outgoing_mail.backend.StoringEmailBackend"
MEMORY = "django.core.mail.backends.locmem.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stored_mail(settings) -> None:
    settings.EMAIL_BACKEND, settings.DELIVERY_EMAIL_BACKEND = STORING, MEMORY


@pytest.fixture
def no_mail_server(settings) -> None:
    """Nothing listens on this port."""
    settings.DELIVERY_EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1


@pytest.fixture
def hanging_mail_server(settings):
    """It accepts connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.DELIVERY_EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 5
        yield server


def run_task(mail: OutgoingEmail) -> None:
    tasks.send_email.call(mail.pk)


def make_due() -> None:
    OutgoingEmail.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def a_mail() -> OutgoingEmail:
    send_mail("Confirm", "The link", None, ["ana@example.org"])
    return OutgoingEmail.objects.latest("pk")


def test_a_mail_arrives_as_it_was_and_its_row_goes(mailoutbox):
    message = EmailMultiAlternatives(
        "Merci à tous", "Text", "site@example.org", ["ana@example.org"], reply_to=["r@example.org"]
    )
    message.attach_alternative("<p>Text</p>", "text/html")
    message.send()
    assert mailoutbox == []
    run_task(OutgoingEmail.objects.get())
    [sent] = mailoutbox
    assert (sent.subject, sent.body, sent.to) == ("Merci à tous", "Text", ["ana@example.org"])
    assert sent.reply_to == ["r@example.org"]
    assert tuple(sent.alternatives[0]) == ("<p>Text</p>", "text/html")
    assert sent.extra_headers["Message-ID"].startswith("<")
    assert not OutgoingEmail.objects.exists()


def test_a_write_that_is_rolled_back_sends_no_mail():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        a_mail()
        raise ZeroDivisionError
    assert not OutgoingEmail.objects.exists()


@pytest.mark.usefixtures("no_mail_server")
def test_a_failed_mail_waits_longer_each_time_and_is_given_up_after_a_day():
    mail = a_mail()
    waits = []
    for _ in range(MAX_ATTEMPTS):
        run_task(mail)
        mail.refresh_from_db()
        waits.append((mail.due_at - timezone.now()).total_seconds())
        make_due()
    assert "ConnectionRefusedError" in mail.error
    assert [round(wait / 60) for wait in waits[:7]] == [2, 4, 8, 16, 32, 60, 60]
    assert timedelta(hours=20) < timedelta(seconds=sum(waits)) < timedelta(hours=30)
    assert not OutgoingEmail.objects.overdue().exists()
    run_task(mail)
    mail.refresh_from_db()
    assert mail.attempts == MAX_ATTEMPTS


def test_maintenance_tries_again_what_failed_and_what_a_stopped_worker_left(settings, mailoutbox):
    mail = a_mail()
    assert mail.claim()  # a worker that was killed while it sent the mail
    tasks.retry_overdue()
    make_due()
    tasks.retry_overdue()
    run_task(mail)
    assert len(mailoutbox) == 1


def test_maintenance_enqueues_no_mail_twice(settings):
    mail = a_mail()
    make_due()
    for _round in range(2):
        tasks.retry_overdue()
    queued = DBTaskResult.objects.ready().filter(task_path=tasks.send_email.module_path)
    assert [task.args_kwargs["args"] for task in queued] == [[mail.pk]]


def test_two_workers_send_a_mail_once(mailoutbox):
    mail = a_mail()
    first, second = (OutgoingEmail.objects.get(pk=mail.pk) for _ in range(2))
    assert first.claim() and not second.claim()
    run_task(mail)  # its next attempt is not due
    assert mailoutbox == []


def test_an_attachment_is_refused():
    message = EmailMessage("S", "B", None, ["ana@example.org"], attachments=[("a", b"b", "a/b")])
    with pytest.raises(ValueError, match="attachments"):
        message.send()


@pytest.mark.usefixtures("no_mail_server")
def test_an_administrator_sees_why_and_tries_again_but_reads_no_link(client, settings, mailoutbox):
    mail = a_mail()
    for _ in range(3):
        run_task(mail)
        make_due()
    client.force_login(make.member(is_staff=True, is_superuser=True))
    listed = client.get(reverse("admin:outgoing_mail_outgoingemail_changelist"))
    assert "ConnectionRefusedError" in listed.content.decode()
    page = client.get(reverse("admin:outgoing_mail_outgoingemail_change", args=[mail.pk]))
    assert b"The link" not in page.content
    settings.DELIVERY_EMAIL_BACKEND = MEMORY
    client.post(
        reverse("admin:outgoing_mail_outgoingemail_changelist"),
        {"action": "try_again", "_selected_action": [mail.pk]},
    )
    run_task(mail)
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_never_answers_delays_mail_only(client, hanging_mail_server):
    stop = threading.Event()

    def run_worker() -> None:
        worker.run(stop)
        connection.close()

    thread = threading.Thread(target=run_worker)
    thread.start()
    try:
        for _ in range(12):
            a_mail()
        accepted, _address = hanging_mail_server.accept()  # the mail thread hangs from here on
        Heartbeat.objects.all().delete()
        worker.run_maintenance.enqueue()
        wait_until(Heartbeat.objects.exists, within=4)
        assert client.get("/healthz").status_code == 200
        assert OutgoingEmail.objects.count() == 12
        accepted.close()
    finally:
        stop.set()
        thread.join()
