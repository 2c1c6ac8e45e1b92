"""Anything that is not the answer of a passkey is an incorrect code."""

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.account_pages import is_signed_in, sign_in
from tests.accounts.two_step.pages import SECOND_STEP_URL, open_with_password

pytestmark = pytest.mark.django_db


INVALID_ANSWERS = (
    '{"id": "x"}',
    "1",
    "[]",
    '"x"',
    "true",
    "[[]]",
    "{",
    "\x00",
    '{"response": 1}',
    '{"response": {"userHandle": 7}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "!!"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": '
    '{"userHandle": "MQ", "clientDataJSON": "e30"}}',
    """{"id": "eA", "rawId": "eA", "type": "public-key", "clientExtensionResults": {}, "response": {
    "userHandle": "MQ", "clientDataJSON": "e30", "authenticatorData": "eA", "signature": "eA"}}""",
    """{"id": "eA", "rawId": "eA", "type": "public-key", "clientExtensionResults": {}, "response": {
    "clientDataJSON": "e30", "attestationObject": "oA"}}""",
    """{"id": "eA", "rawId": "eA", "type": "public-key", "clientExtensionResults": {}, "response": {
    "clientDataJSON": "W10", "attestationObject": "eA"}}""",
    '{"id": {}, "rawId": [], "type": null, "response": '
    '{"clientDataJSON": 1, "attestationObject": {}}}',
    "[" * 900 + "]" * 900,
)


@pytest.mark.parametrize("credential", INVALID_ANSWERS)
def test_an_invalid_answer_does_not_sign_in(client, ana, app, credential):
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    app.activate_for(ana)
    sign_in(client, ana.email)
    client.get(SECOND_STEP_URL)
    assert client.post(SECOND_STEP_URL, {"credential": credential}).status_code == 422
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", INVALID_ANSWERS)
def test_an_invalid_answer_adds_no_passkey(client, ana, credential):
    client.force_login(ana)
    open_with_password(client, "/accounts/2fa/webauthn/add/")
    form = {"credential": credential, "name": "x", "passwordless": "on"}
    assert client.post("/accounts/2fa/webauthn/add/", form).status_code == 422
    assert not Authenticator.objects.exists()
