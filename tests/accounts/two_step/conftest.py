"""Fixtures of the tests of two-step verification. Django must be loaded before their imports."""

import pytest


@pytest.fixture
def ana():
    from tests.accounts.account_pages import member_with_password

    return member_with_password("ana")


@pytest.fixture
def app(monkeypatch):
    from tests.accounts.two_step.pages import AuthenticatorApp

    return AuthenticatorApp(monkeypatch)
