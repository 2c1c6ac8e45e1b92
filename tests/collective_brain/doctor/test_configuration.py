"""What `manage.py check --deploy` and `manage.py doctor` say about the configuration."""

import os
import ssl
import subprocess
import sys
import threading
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from bench.served.sites import free_port
from collective_brain.event_log.models import Event
from collective_brain.event_log.tasks import write_heartbeat
from collective_brain.observability import configuration_checks, public_page
from deploy.front import create_certificate
from forum.push import encryption
from tests import factories as make

GOOD_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "VAR_DIR": os.environ["VAR_DIR"],
    "SECRET_KEY": "s3cret-" * 12,
    "ALLOWED_HOSTS": "brain.example.org",
    "DATABASE_URL": "postgres://user:password@127.0.0.1/brain",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Collective Brain <no-reply@brain.example.org>",
    "CONTACT_EMAIL": "contact@brain.example.org",
    "TRUSTED_PROXIES": "1",
}


def check_deploy(**environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        env=GOOD_ENVIRONMENT | environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_good_settings_pass():
    assert check_deploy() == (0, "System check identified no issues (1 silenced).\n")


def test_each_wrong_setting_is_one_sentence_with_its_repair():
    code, said = check_deploy(
        EMAIL_URL="",
        ALLOWED_HOSTS="*,https://brain.example.org",
        TRUSTED_PROXIES="0",
        REDIS_URL="http://127.0.0.1",
        CSRF_TRUSTED_ORIGINS="http://brain.example.org",
        SITE_URL="http://brain.example.org",
    )
    assert code == 1
    for sentence in (
        "EMAIL_URL is not set, so mail is written to files",
        "ALLOWED_HOSTS has *, so anybody can put their own address into our mails.",
        "ALLOWED_HOSTS has https://brain.example.org, which is an address and no host name.",
        "TRUSTED_PROXIES is 0, so the site does not see that a request came by HTTPS",
        "REDIS_URL begins with http:, which the site does not understand.",
        "SITE_URL begins with http:, which the site does not understand.",
        "CSRF_TRUSTED_ORIGINS has http://brain.example.org, but browsers reach the site by HTTPS",
    ):
        assert sentence in said
    assert said.count("HINT: ") == 7


def test_settings_of_a_developers_machine_are_refused():
    code, said = check_deploy(LOCAL="1", DEFAULT_FROM_EMAIL="brain@localhost")
    assert code == 1 and "LOCAL is on, which is for a developer's machine only." in said
    assert "DEFAULT_FROM_EMAIL ends with @localhost" in said


def test_a_site_without_a_contact_address_is_refused():
    code, said = check_deploy(CONTACT_EMAIL="")
    assert code == 1 and "CONTACT_EMAIL is no e-mail address" in said


def test_settings_of_mail_and_push_that_cannot_work_are_refused():
    code, said = check_deploy(
        INCOMING_MAIL_DOMAIN="answers@example.org",
        INCOMING_MAIL_LISTEN="http://127.0.0.1:8024",
        INCOMING_MAIL_IMAP_URL="imap://imap.example.org/INBOX",
        EMAIL_WEBHOOK_SECRET="short",
        PUSH_PRIVATE_KEY="not-a-key",
    )
    assert code == 1
    for sentence in (
        "INCOMING_MAIL_DOMAIN is answers@example.org, which is no domain.",
        "INCOMING_MAIL_LISTEN is not an address that begins with lmtp:// or smtp://.",
        "INCOMING_MAIL_IMAP_URL is not an address by imaps with a user and a password.",
        "INCOMING_MAIL_IMAP_URL is set without INCOMING_MAIL_AUTHSERV_ID",
        "INCOMING_MAIL_IMAP_URL begins with imap:, so the password crosses the network",
        "EMAIL_WEBHOOK_SECRET is not user:password with a long password",
        "PUSH_PRIVATE_KEY is not a key, so no device can turn on push messages.",
    ):
        assert sentence in said
    assert said.count("HINT: ") == 7


def test_mail_that_nobody_takes_is_refused():
    code, said = check_deploy(INCOMING_MAIL_DOMAIN="answers.example.org", EMAIL_PROVIDER="postmark")
    assert code == 1 and "nothing takes the mail of this domain" in said
    assert "The requests of postmark are not signed" in said
    code, said = check_deploy(INCOMING_MAIL_LISTEN="lmtp://127.0.0.1:8024")
    assert code == 1 and "INCOMING_MAIL_LISTEN is set without INCOMING_MAIL_DOMAIN" in said


def test_settings_of_mail_and_push_that_work_pass():
    assert check_deploy(
        EMAIL_URL="",
        EMAIL_PROVIDER="postmark",
        EMAIL_PROVIDER_SETTINGS="server_token=token",
        EMAIL_WEBHOOK_SECRET="brain:0123456789abcdef",
        INCOMING_MAIL_DOMAIN="answers.example.org",
        PUSH_PRIVATE_KEY=encryption.new_private_key(),
    ) == (0, "System check identified no issues (1 silenced).\n")


def test_a_mail_server_that_refuses_us_is_named(settings):
    settings.EMAIL_URL = "smtp://127.0.0.1"
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    [sentence] = configuration_checks.find_silent_mail_server()
    assert sentence.startswith("The mail server of EMAIL_URL refuses us (ConnectionRefusedError")


@pytest.mark.django_db
def test_a_site_without_a_worker_says_how_to_start_it():
    [sentence] = configuration_checks.find_silent_parts()
    assert sentence.startswith("No worker has sent a heartbeat. Start `manage.py work`")
    write_heartbeat()
    assert list(configuration_checks.find_silent_parts()) == []


def test_the_clock_is_compared_with_the_database(database):
    make.topic()
    assert list(configuration_checks.find_wrong_clock()) == []
    Event.objects.update(created_at=timezone.now() + timedelta(hours=2))
    [sentence] = configuration_checks.find_wrong_clock()
    assert "in the future: the clock was set back. Set the clock" in sentence


def test_a_full_disk_is_named(monkeypatch):
    assert list(configuration_checks.find_full_disk()) == []
    monkeypatch.setattr(configuration_checks, "LEAST_FREE", 10**18)
    [sentence] = configuration_checks.find_full_disk()
    assert " MB left. Delete old files or add space" in sentence


class Answer(BaseHTTPRequestHandler):
    def __init__(self, headers: dict[str, str], *arguments) -> None:
        self.sent_headers = headers
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in self.sent_headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture
def https_server(tmp_path, monkeypatch):
    """A function that serves headers by HTTPS, and returns the address."""
    servers = []

    def serve(headers: dict[str, str]) -> str:
        certificate = create_certificate(tmp_path)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Answer, headers))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, tmp_path / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        return f"https://localhost:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_headers_that_a_proxy_drops_are_named(settings, https_server):
    settings.LOCAL = False
    settings.SITE_URL = https_server({"X-Content-Type-Options": "nosniff"})
    assert list(public_page.find_wrong_answers())[:2] == [
        f"{settings.SITE_URL}/ has no Strict-Transport-Security, so browsers may use plain HTTP. "
        "Let the proxy pass it on.",
        f"{settings.SITE_URL}/ has no Content-Security-Policy, so an injected script would run. "
        "Let the proxy pass it on.",
    ]


def test_a_certificate_that_nobody_trusts_is_named(settings, https_server, monkeypatch):
    settings.LOCAL = False
    settings.SITE_URL = https_server({})
    monkeypatch.delenv("SSL_CERT_FILE")
    [sentence] = public_page.find_wrong_answers()
    assert "CERTIFICATE_VERIFY_FAILED" in sentence and "its certificate" in sentence
