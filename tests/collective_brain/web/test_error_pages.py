"""Every error has a page of the site, in the reader's language, with the text that they typed."""

import html

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from collective_brain.urls import *  # noqa: F403 (the site's handlers and URLs)
from collective_brain.urls import urlpatterns as _site_urlpatterns
from collective_brain.web import error_pages
from tests.cpu_speed import assert_cheap

pytestmark = pytest.mark.django_db


def _raise_not_found(request):
    raise Http404


def _raise_bad_request(request):
    raise SuspiciousOperation("odd")


def _raise_error(request):
    raise RuntimeError("a bug")


def _over_limit(request):
    return error_pages.too_many_requests(request, 42)


def _echo(request):
    return error_pages.JsonResponse(request.POST.dict())


urlpatterns = [
    path("missing/", _raise_not_found),
    path("bad/", _raise_bad_request),
    path("broken/", _raise_error),
    path("over/", _over_limit),
    path("take/", _echo),
    *_site_urlpatterns,
]


@pytest.fixture
def reader():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/language/", 405),
        ("/missing/", 404),
        ("/bad/", 400),
        ("/broken/", 500),
        ("/over/", 429),
        ("/nowhere/", 404),
    ],
)
def test_each_error_has_a_page_of_the_site(reader, address, status):
    answer = reader.get(address, headers={"accept-language": "fr"})
    assert answer.status_code == status
    assert '<html lang="fr"' in answer.content.decode()
    assert "Collective Brain" in answer.content.decode()


def test_a_script_gets_json(reader):
    answer = reader.get("/over/", headers={"accept": "application/json"})
    assert (answer.status_code, answer["Retry-After"], answer.json()["wait"]) == (429, "42", 42)
    assert "42" in answer.json()["refused"]


def test_the_page_of_a_failed_csrf_check_shows_the_text(reader):
    answer = reader.post(
        "/take/", {"title": "On <cooperatives>", "source": "Long & dear text", "password": "secret"}
    )
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "On &lt;cooperatives&gt;" in page
    assert "Long &amp; dear text" in page
    assert "readonly" in page
    assert "secret" not in page


def test_a_text_that_is_too_large_gets_its_own_sentence(reader):
    form = "csrfmiddlewaretoken=t&title=Les+%C3%A9pargnes&source=" + "%D8%A7+" * 160_000
    answer = reader.post("/take/", form, content_type="application/x-www-form-urlencoded")
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 413
    assert "too large" in page
    assert "Les épargnes</textarea>" in page
    assert "ا " * 160_000 in page


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("source=Long+text&title=" + "x" * 1_100_000, "application/x-www-form-urlencoded"),
        ("&".join(f"a{number}=" for number in range(2_000)), "application/x-www-form-urlencoded"),
        ("source=a", "multipart/form-data"),
        ("source=a", "multipart/form-data; boundary=b"),
        ("source=a", "application/x-www-form-urlencoded; charset=utf-7"),
    ],
)
def test_a_form_that_cannot_be_read_gets_the_page_of_its_address(reader, body, content_type):
    answer = reader.post("/nowhere/", body, content_type=content_type)
    assert answer.status_code == 404
    assert ("Long text</textarea>" in answer.content.decode()) == ("Long" in body)


@pytest.mark.parametrize("field", ["&", "%61", "+", "source=&", "source=a&"])
def test_the_page_for_a_large_form_costs_little(reader, field):
    form = "source=" + field * (2_000_000 // len(field) - 10)

    def post() -> None:
        answer = reader.post("/take/", form, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413

    assert_cheap(post, 0.5)


def test_a_form_that_is_far_too_large_is_not_repeated(reader):
    answer = reader.post("/take/", {"source": "words " * 400_000})
    assert answer.status_code == 413
    assert "words" not in answer.content.decode()


def test_a_wrong_host_gets_a_page_of_the_site(reader):
    answer = reader.get("/", headers={"host": "evil.example"})
    assert (answer.status_code, "Collective Brain" in answer.content.decode()) == (400, True)


def test_the_page_of_a_bug_needs_no_database(django_assert_num_queries):
    request = RequestFactory().get("/", headers={"accept-language": "es"})
    with django_assert_num_queries(0):
        answer = error_pages.server_error(request)
    assert '<html lang="es"' in answer.content.decode()
