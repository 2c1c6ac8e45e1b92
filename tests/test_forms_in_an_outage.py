"""Every form that is sent while PostgreSQL is away comes back with all that was typed in it.

The pages come from the URL resolver, and the forms from the pages, so a new form needs no list.
"""

import html

import lxml.html
import pytest
from django.db import connections
from django.test import Client

from accounts.models import Member
from collective_brain.web import rate_limits
from collective_brain.web.error_pages import SECRET_FIELDS
from tests import every_url
from tests.test_refused_forms import TYPED, forms_to_type_in, site_urls

pytestmark = pytest.mark.postgres
NOBODY_LISTENS = "1"  # a port
FEWEST_FORMS = 20  # fewer: the walk has missed some


def typed_form(form: lxml.html.FormElement) -> dict[str, str]:
    """The fields of the form, with a text of its own in each that a person types in."""
    fields = {name: value or "" for name, value in form.fields.items()}
    fields.pop("csrfmiddlewaretoken", None)  # the page gets a new one
    names = [field.name for field in form.xpath(f".//*[{TYPED}]")]
    return fields | {name: f"What I typed for {name}" for name in names}


def has_secret(fields: dict[str, str]) -> bool:
    return any(secret in name for name in fields for secret in SECRET_FIELDS)


def forms_of_the_site(client: Client, scene: every_url.Scene) -> dict[str, dict[str, str]]:
    """What is typed into the form of each address, without forms that contain a password."""
    forms = {}
    for url in site_urls(scene):
        client.force_login(Member.objects.get(pk=scene.member.pk))
        page = client.get(url, follow=True)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        address = page.redirect_chain[-1][0] if page.redirect_chain else url
        for form in forms_to_type_in(page.content):
            fields = typed_form(form)
            if not has_secret(fields):
                forms[form.action or address] = fields
    client.force_login(Member.objects.get(pk=scene.member.pk))
    return forms


@pytest.fixture
def take_postgres_away():
    """Return a function after which nothing answers at the port of the database."""
    settings = connections["default"].settings_dict
    port = settings["PORT"]

    def take_away() -> None:
        connections["default"].close()
        settings["PORT"] = NOBODY_LISTENS

    yield take_away
    settings["PORT"] = port
    connections["default"].close()


def test_every_form_that_is_sent_without_a_database_keeps_what_was_typed(
    on_postgres, monkeypatch, take_postgres_away
):
    monkeypatch.setattr(rate_limits, "count_use", lambda *_args: 0)
    scene = every_url.make_scene()
    Member.objects.filter(pk=scene.member.pk).update(is_superuser=True)
    client = Client(raise_request_exception=False)
    forms = forms_of_the_site(client, scene)
    assert len(forms) >= FEWEST_FORMS
    take_postgres_away()
    lost = {}
    for address, fields in forms.items():
        answer = client.post(address, fields)
        page = html.unescape(answer.content.decode())
        missing = [name for name, value in fields.items() if value not in page]
        if answer.status_code != 503 or missing:
            lost[address] = (answer.status_code, missing)
    assert lost == {}
