"""The fixtures import the site when they run: pytest loads this file before Django."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _push_is_configured(settings) -> None:
    from forum.push.encryption import new_private_key

    settings.PUSH_PRIVATE_KEY = new_private_key()
    settings.PUSH_TO_PRIVATE_ADDRESSES = True


@pytest.fixture(scope="session")
def push_server(tmp_path_factory) -> Iterator[Any]:
    from tests.forum.push.push_service import PushService

    service = PushService(tmp_path_factory.mktemp("push"))
    yield service
    service.close()


@pytest.fixture
def service(push_server, monkeypatch) -> Any:
    """The push service, which the site trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(push_server.certificate))
    push_server.received, push_server.statuses, push_server.hangs = [], [], False
    return push_server


@pytest.fixture
def ana() -> Any:
    from tests import factories as make

    return make.member("ana", name="Ana Silva")


@pytest.fixture
def client_of_ana(ana) -> Client:
    client = Client()
    client.force_login(ana)
    return client


@pytest.fixture
def phone(service, ana, client_of_ana) -> Any:
    """A browser in which Ana has turned push messages on."""
    from tests.forum.push.push_service import Browser

    browser = Browser(service, "phone")
    response = client_of_ana.post("/settings/devices/on/", browser.fields)
    assert response.status_code == 302
    return browser
