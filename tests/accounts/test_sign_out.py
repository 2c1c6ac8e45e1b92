"""After the sign-out, the browser forgets the pages of the member."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches

from accounts import actions
from tests import factories as make

pytestmark = pytest.mark.django_db
HEADER = "Clear-Site-Data"


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


@pytest.mark.parametrize("url", ["/accounts/logout/", "/admin/logout/"])
def test_signing_out_empties_the_cache_of_the_browser_and_keeps_its_texts(client, url):
    client.force_login(make.member("boss", is_staff=True))
    assert HEADER not in client.get("/")
    assert client.post(url)[HEADER] == '"cache"', 'and not "storage", which has drafts'
    assert HEADER not in client.get("/")


def test_the_first_answer_after_a_session_ended_elsewhere_empties_the_cache(client, ana):
    Session.objects.all().delete()
    caches["sessions"].clear()
    assert client.get("/")[HEADER] == '"cache"'
    assert HEADER not in client.get("/")


def test_closing_the_account_empties_the_cache(client, ana):
    actions.close_account(ana, by=ana)
    assert client.get("/")[HEADER] == '"cache"'


def test_a_visitor_with_a_saved_text_keeps_the_cache(client):
    topic = make.topic()
    form = {"source": "Text.", "nonce": "8e1f7a55-14a1-4d43-a7f7-1f1d2f1f5a10", "language": "en"}
    assert client.post(f"/topics/{topic.pk}/reply/", form).status_code == 302
    assert HEADER not in client.get(topic.get_absolute_url())
