"""Whatever goes wrong, the answer is a page of ours, in the reader's language, and what was typed comes back."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from collective_brain.urls import *  # noqa: F403 (the site's own handlers and addresses, and some that fail)
from collective_brain.urls import urlpatterns as _ours
from collective_brain.web import error_pages

pytestmark = pytest.mark.django_db


def _missing(request):
    raise Http404


def _bad(request):
    raise SuspiciousOperation("odd")


def _broken(request):
    raise RuntimeError("a bug")


def _over(request):
    return error_pages.too_many_requests(request, 42)


def _take(request):
    return error_pages.JsonResponse(request.POST.dict())


urlpatterns = [
    path("missing/", _missing),
    path("bad/", _bad),
    path("broken/", _broken),
    path("over/", _over),
    path("take/", _take),
    *_ours,
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
def test_each_failure_is_a_page_of_ours(reader, address, status):
    answer = reader.get(address, headers={"accept-language": "fr"})
    assert answer.status_code == status
    assert '<html lang="fr"' in answer.content.decode()
    assert "Collective Brain" in answer.content.decode()


def test_a_script_is_answered_in_json(reader):
    answer = reader.get("/over/", headers={"accept": "application/json"})
    assert (answer.status_code, answer["Retry-After"], answer.json()["wait"]) == (429, "42", 42)
    assert "42" in answer.json()["refused"]


def test_a_failed_form_check_gives_the_text_back(reader):
    answer = reader.post(
        "/take/", {"title": "On <cooperatives>", "source": "Long & dear text", "password": "secret"}
    )
    assert answer.status_code == 403
    page = answer.content.decode()
    assert (
        "On &lt;cooperatives&gt;" in page and "Long &amp; dear text" in page and "readonly" in page
    )
    assert "secret" not in page


def test_too_large_a_text_is_told_so(reader):
    answer = reader.post("/take/", {"source": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_a_wrong_host_is_a_page_of_ours(reader):
    answer = reader.get("/", headers={"host": "evil.example"})
    assert (answer.status_code, "Collective Brain" in answer.content.decode()) == (400, True)


def test_a_bug_is_told_without_the_database(django_assert_num_queries):
    request = RequestFactory().get("/", headers={"accept-language": "es"})
    with django_assert_num_queries(0):
        answer = error_pages.server_error(request)
    assert '<html lang="es"' in answer.content.decode()
