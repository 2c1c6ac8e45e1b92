"""A country or time zone that the profile no longer offers stays, and a new one is refused."""

import pytest

from tests.accounts.account_pages import member_with_password

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"
FORM = {
    "name": "Ana",
    "community": "practitioner",
    "time_zone": "UTC",
    "language": "en",
    "listed_for": "members",
    "last_seen_for": "nobody",
}


@pytest.mark.parametrize(
    ("field", "code", "name"),
    [
        ("country", "AQ", "Antarctica"),
        ("country", "XK", "XK"),
        ("time_zone", "Asia/Calcutta", "Kolkata"),
        ("time_zone", "Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_what_is_stored_and_not_offered_is_shown_and_kept(client, field, code, name):
    ana = member_with_password("ana", **{field: code})
    client.force_login(ana)
    page = client.get(PROFILE).content.decode()
    assert f'<option value="{code}" selected>{name}</option>' in page
    assert client.post(PROFILE, FORM | {field: code, "bio": "New"}).status_code == 302
    ana.refresh_from_db()
    assert (getattr(ana, field), ana.bio) == (code, "New")


@pytest.mark.parametrize(
    ("field", "stored", "sent"),
    [("country", "KE", "AQ"), ("time_zone", "UTC", "Asia/Calcutta")],
)
def test_what_is_neither_offered_nor_stored_is_refused(client, field, stored, sent):
    client.force_login(member_with_password("ana", **{field: stored}))
    assert client.post(PROFILE, FORM | {field: sent}).status_code == 422
