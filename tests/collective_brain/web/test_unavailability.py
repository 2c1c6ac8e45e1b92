"""While a service is away or a disk is full, a page says so and keeps the text that was typed."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from redis import Redis

from collective_brain.urls import *  # noqa: F403 (the site's handlers and URLs)
from collective_brain.urls import urlpatterns as _site_urlpatterns

TYPED = {"source": "Five hours of work.", "nonce": "n", "typed_by:8": ""}


def _fill_sqlite(request):
    """SQLite answers as on a full disk when the file has the most pages that it may have.

    The new row is larger than what earlier tests have left free in the file.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pragma_page_count, pragma_freelist_count, pragma_page_size")
        pages, free_pages, page_size = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            size = (free_pages + 100) * page_size
            cursor.execute(f"CREATE TABLE large AS SELECT randomblob({size}) AS x")
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    return HttpResponse("stored")


def _fill_postgres(request):
    with connection.cursor() as cursor:
        cursor.execute(
            "DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"
        )


def _ask_redis(request):
    Redis(port=1).get("key")


def _misspell(request):
    connection.cursor().execute("SELECT * FROM no_such_table")


urlpatterns = [
    path("sqlite/", _fill_sqlite),
    path("postgres/", _fill_postgres),
    path("redis/", _ask_redis),
    path("mistake/", _misspell),
    *_site_urlpatterns,
]


@pytest.fixture
def client():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/sqlite/", "/redis/"])
def test_the_page_keeps_the_text_and_sends_the_same_form_again(client, address):
    answer = client.post(address, TYPED, headers={"accept-language": "fr"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert '<html lang="fr"' in page and ">Five hours of work.</textarea>" in page
    sent_again = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))
    assert sent_again.pop("csrfmiddlewaretoken")
    assert sent_again == TYPED


@pytest.mark.postgres
def test_a_full_disk_of_postgres_has_the_same_page(on_postgres, client):
    answer = client.post("/postgres/", TYPED)
    assert answer.status_code == 503 and "Five hours of work." in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_reader_is_asked_to_load_the_page_again(client):
    answer = client.get("/sqlite/")
    page = answer.content.decode()
    assert answer.status_code == 503 and "Reload the page" in page and "<form" not in page


@pytest.mark.django_db(transaction=True)
def test_a_script_learns_how_long_to_wait(client):
    answer = client.post("/sqlite/", TYPED, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["wait"]) == (503, 5)
    assert answer.json()["refused"].startswith("The site is not available")


@pytest.mark.django_db(transaction=True)
def test_no_page_repeats_a_password(client):
    page = client.post("/sqlite/", {"email": "a@example.org", "password": "hunter2hunter2"})
    assert page.status_code == 503 and "hunter2" not in page.content.decode()
    assert "Go back and send it again" in page.content.decode()


@pytest.mark.django_db
def test_a_mistake_in_the_code_is_no_outage(client):
    assert client.get("/mistake/").status_code == 500
