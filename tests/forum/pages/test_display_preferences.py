"""Text size and light pages: kept by the device, seen by the server, and back to where one was."""

import lxml.html
import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/settings/page/"
SCRIPTED = "//script | //*[@line or @lines or @data-socket or @data-new or @data-announce or @role='toolbar' or @data-typing]"


def light() -> Client:
    client = Client()
    client.cookies["light_pages"] = "1"
    return client


def scripted(client, address: str) -> list[str]:
    """What only a script would make use of."""
    page = lxml.html.fromstring(client.get(address).content)
    return [f"{found.tag} {dict(found.attrib)}" for found in page.xpath(SCRIPTED)]


def test_the_choice_is_kept_and_leads_back(client):
    answer = client.post(PAGE, {"text_size": "larger", "light_pages": "1", "next": "/about/?a=b"})
    assert answer.status_code == 302 and answer["Location"] == "/about/?a=b"
    page = client.get("/about/").content.decode()
    assert 'data-text="larger"' in page and "<script" not in page and "Light pages are on." in page
    assert "checked" in client.get(PAGE).content.decode()
    client.post(PAGE, {"light_pages": "0"})
    page = client.get("/about/").content.decode()
    assert 'data-text="larger"' in page and "<script" in page


def test_the_menu_leads_back_to_where_it_was_opened(client):
    """By the Referer: the menu is the same on every page (its HTML is kept for its member)."""
    page = client.get(PAGE, headers={"referer": "http://testserver/about/?a=b"}).content.decode()
    assert 'value="http://testserver/about/?a=b"' in page
    for own in ("settings/page/", "accounts/logout/"):
        page = client.get(PAGE, headers={"referer": f"http://testserver/{own}"}).content.decode()
        assert f"testserver/{own}" not in page
    assert (
        "example"
        not in client.get(PAGE, headers={"referer": "https://example.org/"}).content.decode()
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"text_size": "huge"},
        {"light_pages": "yes"},
        {},
        {"next": "https://example.org/", "text_size": "\0"},
    ],
)
def test_what_is_chosen_wrongly_is_not_chosen(fields, client):
    answer = client.post(PAGE, fields)
    assert answer["Location"] == PAGE and not {"text_size", "light_pages"} & set(client.cookies)
    client.cookies["text_size"] = '"><script>'
    assert "data-text" not in client.get("/about/").content.decode()


@pytest.mark.parametrize("next_", ["javascript:alert(1)", "//example.org/", "https://example.org/"])
def test_the_way_back_leads_nowhere_else(next_, client):
    assert "Back</a>" not in client.get(PAGE, {"next": next_}).content.decode()
    assert client.post(PAGE, {"next": next_})["Location"] == PAGE


def test_light_pages_carry_nothing_for_scripts():
    topic = make.topic()
    room = make.room(topic)
    make.message(room)
    for address in (topic, topic.theme, room):
        assert scripted(Client(), address.get_absolute_url())
        assert scripted(light(), address.get_absolute_url()) == []
    assert "Show new messages" in light().get(room.get_absolute_url()).content.decode()


def test_items_are_the_same_for_all():
    """Their HTML is cached without the cookie (decision 5)."""
    topic = make.topic()

    def items(client):
        page = lxml.html.fromstring(client.get(topic.get_absolute_url()).content)
        return [lxml.html.tostring(found) for found in page.xpath("//li[@data-number]")]

    assert items(light()) == items(Client()) != []


def test_who_asks_to_save_data_is_offered_light_pages_once():
    client, asks = Client(), {"Save-Data": "on"}
    assert "Your browser asks to save data." not in client.get("/about/").content.decode()
    page = client.get("/about/", headers=asks).content.decode()
    assert "Your browser asks to save data." in page and "<script" in page
    client.post(PAGE, {"light_pages": "0"})
    assert (
        "Your browser asks to save data."
        not in client.get("/about/", headers=asks).content.decode()
    )
