"""A form that is sent again with another text keeps that text, and its next send is accepted.

The pages come from the URL resolver, and the forms from the pages, so a new form needs no list.
"""

import html

import pytest
from django.test import Client

from collective_brain.web import rate_limits
from tests import every_url
from tests.test_forms_in_an_outage import typed_form
from tests.test_refused_forms import forms_to_type_in, site_urls

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.drill("used nonces", 40)]
# A word of the address of each.
KINDS = {"reply", "start", "say", "enquiries", "facilitators", "new", "send"}


def kind_of(address: str) -> str:
    return next((kind for kind in KINDS if f"/{kind}/" in address), address)


def forms_with_nonce(client: Client, scene: every_url.Scene) -> dict[str, dict[str, str]]:
    """What is typed into one form of each kind that has a nonce, by its address."""
    forms: dict[str, dict[str, str]] = {}
    for url in site_urls(scene):
        client.force_login(scene.member)
        page = client.get(url, follow=True)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        address = page.redirect_chain[-1][0] if page.redirect_chain else url
        for form in forms_to_type_in(page.content):
            action = form.action or address
            if "nonce" in form.fields and kind_of(action) not in map(kind_of, forms):
                forms[action] = typed_form(form)
                if "others" in form.fields:
                    forms[action]["others"] = "author"
    client.force_login(scene.member)
    return forms


def sent_again(answer: bytes) -> dict[str, str]:
    """The form of the refusal as its reader sends it."""
    [form] = [form for form in forms_to_type_in(answer) if "nonce" in form.fields]
    return {name: value or "" for name, value in form.fields.items()}


def test_another_text_with_a_used_nonce_is_kept_and_can_be_sent(client, monkeypatch):
    monkeypatch.setattr(rate_limits, "count_use", lambda *_args: 0)
    forms = forms_with_nonce(client, every_url.make_scene())
    assert set(map(kind_of, forms)) == KINDS
    for address, fields in forms.items():
        assert client.post(address, fields).status_code == 302, address
        typed = {name: value for name, value in fields.items() if value.startswith("What I typed")}
        changed = {name: f"{value}, better" for name, value in typed.items()}
        refused = client.post(address, fields | changed)
        assert refused.status_code == 422, address
        page = html.unescape(refused.content.decode())
        assert all(text in page for text in changed.values()), address
        again = sent_again(refused.content)
        assert again["nonce"] != fields["nonce"], address
        assert client.post(address, again).status_code == 302, address


def test_a_used_nonce_of_another_form_is_refused_and_the_text_kept(client, monkeypatch):
    """As a script that repeats a request with a wrong address would do."""
    monkeypatch.setattr(rate_limits, "count_use", lambda *_args: 0)
    forms = forms_with_nonce(client, every_url.make_scene())
    used = next(fields["nonce"] for address, fields in forms.items() if "/reply/" in address)
    for address, fields in sorted(forms.items(), key=lambda form: "/reply/" not in form[0]):
        answer = client.post(address, fields | {"nonce": used})
        assert answer.status_code in (302, 422), address
        if answer.status_code == 422:
            assert "What I typed for source" in html.unescape(answer.content.decode()), address
