"""Signed-in members for the tests in this folder. They are created together to save time."""

from collections.abc import Callable, Iterator

import pytest

from bench.served.clients import Client, sign_in


@pytest.fixture(scope="session")
def _new_clients(served_site) -> Iterator[Client]:
    return iter(sign_in(served_site, *[{}] * 120))


@pytest.fixture
def new_client(site, _new_clients) -> Callable[[], Client]:
    """new_client() -> a Client, signed in as a member of `site` who has done nothing yet."""
    return lambda: next(_new_clients)


@pytest.fixture(scope="session")
def _officials(served_site) -> list[Client]:
    return sign_in(served_site, {"facilitates": True}, {"is_staff": True, "is_superuser": True})


@pytest.fixture
def facilitator(site, _officials) -> Client:
    """A facilitator of every theme."""
    return _officials[0]


@pytest.fixture
def administrator(site, _officials) -> Client:
    return _officials[1]
