"""A refused form is answered with 422. Its page says so in the title and by the focus.

What was typed into a form is kept when the link is cut (kept_form.js).

The pages come from the URL resolver, and the forms from the pages, so a new form needs no list.
"""

from urllib.parse import urlsplit

import lxml.html
import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Member
from collective_brain.web import rate_limits
from tests import every_url
from tests import factories as make

pytestmark = pytest.mark.django_db

TYPED = "self::textarea or @type='text' or @type='email' or @type='password'"
TEXT = ".//textarea | .//input[@type='text' or @type='email']"
COMPOSERS = "ancestor::post-composer | ancestor::post-edit"  # typed_texts.js keeps their texts
SHOWN_FOCUS = "//*[@autofocus and not(ancestor-or-self::*[@hidden])]"


def forms_to_type_in(page: bytes) -> list[lxml.html.FormElement]:
    forms = lxml.html.fromstring(page).forms
    return [form for form in forms if form.method == "POST" and form.xpath(f".//*[{TYPED}]")]


def emptied_fields(form: lxml.html.FormElement) -> dict[str, str]:
    """The fields of the form, as if somebody had typed nothing."""
    fields = {name: value for name, value in form.fields.items() if value}
    return fields | {field.name: "" for field in form.xpath(f".//*[{TYPED}]")}


def keeps_text(form: lxml.html.FormElement) -> bool:
    """Whether the browser keeps what was typed when the link is cut.

    It keeps no passwords. An upload goes on by itself (uploads.js).
    """
    is_upload = form.xpath(".//input[@type='file']")
    is_other = not form.xpath(TEXT) or is_upload or form.xpath(COMPOSERS)
    return bool(is_other or form.get("data-kept") is not None)


def faults(page: bytes, error: str) -> list[str]:
    """What a reader of the page with a refused form would miss."""
    html = lxml.html.fromstring(page)
    found = []
    if not html.findtext(".//title").startswith(f"{error} "):
        found.append("the title does not begin with the error")
    if len(html.xpath(SHOWN_FOCUS)) != 1:
        found.append("the focus is not on one place")
    return found


@pytest.fixture
def scene(monkeypatch) -> every_url.Scene:
    monkeypatch.setattr(rate_limits, "count_use", lambda *_args: 0)
    scene = every_url.make_scene()
    Member.objects.filter(pk=scene.member.pk).update(is_superuser=True)
    return scene


def site_urls(scene: every_url.Scene) -> list[str]:
    """Without those of Django's administration, which has its own pages."""
    return [url for url in every_url.all_urls(scene.arguments) if not url.startswith("/admin/")]


def refused_forms(scene: every_url.Scene, *, is_member: bool) -> dict[str, bytes]:
    """The answers to the forms of every page that were sent with empty fields, by address."""
    client = Client(headers={"Accept-Language": "fr"})
    answers = {}
    for url in site_urls(scene):
        if is_member:
            client.force_login(scene.member)
        page = client.get(url, follow=True)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        address = page.redirect_chain[-1][0] if page.redirect_chain else url
        for form in forms_to_type_in(page.content):
            name = f"{urlsplit(address).path} {form.action or ''}"
            if name in answers:
                continue
            assert keeps_text(form), name
            answer = client.post(form.action or address, emptied_fields(form))
            answers[name] = answer.content if answer.status_code == 422 else b""
            assert answer.status_code != 200 or b"<title>" not in answer.content, name
    return {name: page for name, page in answers.items() if page}


@pytest.mark.parametrize("is_member", [True, False], ids=["member", "visitor"])
def test_every_form_keeps_its_text_and_says_first_that_it_was_refused(scene, is_member):
    with translation.override("fr"):
        error = translation.gettext("Error:")
    answers = refused_forms(scene, is_member=is_member)
    assert len(answers) >= (25 if is_member else 3)
    found = {url: faults(page, error) for url, page in answers.items()}
    assert {url: each for url, each in found.items() if each} == {}


def test_the_focus_is_on_the_first_wrong_field(client):
    client.force_login(make.member())
    fields = {"source": "", "title": "", "language": "", "nonce": "x"}
    page = client.post(f"/themes/{make.theme('care').slug}/start/", fields).content
    [focused] = lxml.html.fromstring(page).xpath(SHOWN_FOCUS)
    assert focused.name == "title"


def test_a_form_that_is_not_refused_has_no_error(client):
    page = client.get("/accounts/signup/").content.decode()
    assert "<title>Create an account" in page and "autofocus" not in page
