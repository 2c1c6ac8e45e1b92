"""People for the tests of this folder: making one costs a process, so they are made together."""

from collections.abc import Callable, Iterator

import pytest

from bench.served.clients import Client, sign_in


@pytest.fixture(scope="session")
def _strangers(served_site) -> Iterator[Client]:
    return iter(sign_in(served_site, *[{}] * 120))


@pytest.fixture
def new_client(site, _strangers) -> Callable[[], Client]:
    """new_client() -> Client: signed in as a member of `site` who did nothing yet."""
    return lambda: next(_strangers)


@pytest.fixture(scope="session")
def _officials(served_site) -> list[Client]:
    return sign_in(served_site, {"facilitates": True}, {"is_staff": True, "is_superuser": True})


@pytest.fixture
def facilitator(site, _officials) -> Client:
    """One who looks after every theme."""
    return _officials[0]


@pytest.fixture
def administrator(site, _officials) -> Client:
    return _officials[1]
