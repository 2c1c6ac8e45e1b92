"""Fixtures of the tests of two-step verification."""

import pytest

from accounts.models import Member
from tests.accounts.account_pages import member_with_password
from tests.accounts.two_step.pages import AuthenticatorApp


@pytest.fixture
def ana() -> Member:
    return member_with_password("ana")


@pytest.fixture
def app(monkeypatch) -> AuthenticatorApp:
    return AuthenticatorApp(monkeypatch)
