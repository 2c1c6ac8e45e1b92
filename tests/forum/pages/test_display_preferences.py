"""Text size and light pages: cookies of the device that the server reads."""

import lxml.html
import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/settings/page/"
ONLY_FOR_SCRIPTS = (
    "//script | //*[@data-stream or @data-socket or @data-new"
    " or @data-announce or @role='toolbar' or @data-typing]"
)


def client_with_light_pages() -> Client:
    client = Client()
    client.cookies["light_pages"] = "1"
    return client


def elements_for_scripts(client, url: str) -> list[str]:
    """The elements that only a script uses."""
    page = lxml.html.fromstring(client.get(url).content)
    return [f"{element.tag} {dict(element.attrib)}" for element in page.xpath(ONLY_FOR_SCRIPTS)]


def test_a_choice_is_saved_and_leads_to_the_previous_page(client):
    answer = client.post(PAGE, {"text_size": "larger", "light_pages": "1", "next": "/about/?a=b"})
    assert answer.status_code == 302 and answer["Location"] == "/about/?a=b"
    page = client.get("/about/").content.decode()
    assert 'data-text="larger"' in page and "<script" not in page and "Light pages are on." in page
    assert "checked" in client.get(PAGE).content.decode()
    client.post(PAGE, {"light_pages": "0"})
    page = client.get("/about/").content.decode()
    assert 'data-text="larger"' in page and "<script" in page


def test_the_form_leads_to_the_page_that_linked_to_it(client):
    """The Referer header names it, because the cached menu has the same link on every page."""
    page = client.get(PAGE, headers={"referer": "http://testserver/about/?a=b"}).content.decode()
    assert 'value="http://testserver/about/?a=b"' in page
    for path in ("settings/page/", "accounts/logout/"):
        page = client.get(PAGE, headers={"referer": f"http://testserver/{path}"}).content.decode()
        assert f"testserver/{path}" not in page
    page = client.get(PAGE, headers={"referer": "https://example.org/"}).content.decode()
    assert "example" not in page


@pytest.mark.parametrize(
    "fields",
    [
        {"text_size": "huge"},
        {"light_pages": "yes"},
        {},
        {"next": "https://example.org/", "text_size": "\0"},
    ],
)
def test_a_wrong_choice_is_not_saved(fields, client):
    answer = client.post(PAGE, fields)
    assert answer["Location"] == PAGE and not {"text_size", "light_pages"} & set(client.cookies)
    client.cookies["text_size"] = '"><script>'
    assert "data-text" not in client.get("/about/").content.decode()


@pytest.mark.parametrize("next_", ["javascript:alert(1)", "//example.org/", "https://example.org/"])
def test_the_form_leads_to_no_other_site(next_, client):
    assert "Back</a>" not in client.get(PAGE, {"next": next_}).content.decode()
    assert client.post(PAGE, {"next": next_})["Location"] == PAGE


def test_light_pages_contain_nothing_for_scripts():
    topic = make.topic()
    room = make.room(topic)
    make.message(room)
    light_client = client_with_light_pages()
    for shown in (topic, topic.theme, room):
        assert elements_for_scripts(Client(), shown.get_absolute_url())
        assert elements_for_scripts(light_client, shown.get_absolute_url()) == []
    page = light_client.get(room.get_absolute_url()).content.decode()
    assert "Show new messages" in page


def test_contributions_have_the_same_html_for_everybody():
    """Their HTML is cached without the cookies (decision 5)."""
    topic = make.topic()

    def items(client):
        page = lxml.html.fromstring(client.get(topic.get_absolute_url()).content)
        return [lxml.html.tostring(item) for item in page.xpath("//li[@data-number]")]

    assert items(client_with_light_pages()) == items(Client()) != []


def test_a_browser_that_saves_data_gets_one_offer_of_light_pages():
    client, save_data = Client(), {"Save-Data": "on"}
    offer = "Your browser asks to save data."
    assert offer not in client.get("/about/").content.decode()
    page = client.get("/about/", headers=save_data).content.decode()
    assert offer in page and "<script" in page
    client.post(PAGE, {"light_pages": "0"})
    assert offer not in client.get("/about/", headers=save_data).content.decode()
