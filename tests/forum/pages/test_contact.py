"""Pages say who to write to: facilitators for members, an address for visitors."""

import pytest
from django.test import Client

from forum.themes import actions as themes
from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "contact@brain.example.org"


@pytest.fixture(autouse=True)
def address(settings):
    settings.CONTACT_EMAIL = ADDRESS


def text_of(client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_contact_page_names_the_facilitators_and_the_address(client):
    make.theme("care", facilitators=(make.member("chair"),))
    page = text_of(client, "/contact/")
    assert f'href="mailto:{ADDRESS}"' in page
    assert "Chair" in page and 'href="/themes/care/facilitators/"' in page


@pytest.mark.parametrize("path", ["/rules/", "/nowhere/", "/reports/"])
def test_rules_and_refusals_say_who_to_write_to(path):
    member = Client()
    member.force_login(make.member())
    assert 'href="/contact/">Write to the facilitators of a theme' in text_of(member, path)
    if path != "/reports/":  # visitors sign in first
        assert f'href="mailto:{ADDRESS}"' in text_of(Client(), path)


def test_without_an_address_visitors_find_the_page(settings, client):
    settings.CONTACT_EMAIL = ""
    page = text_of(client, "/nowhere/")
    assert "mailto:" not in page and 'href="/contact/">Who to write to' in page


def test_theme_and_topic_name_the_facilitators(client):
    theme = make.theme("care", facilitators=(make.member("chair"),))
    topic = make.topic(within=theme)
    for path in (theme.get_absolute_url(), topic.get_absolute_url()):
        page = text_of(client, path)
        assert "Chair" in page and 'href="/themes/care/facilitators/"' in page, path


@pytest.mark.django_db(transaction=True)
def test_a_new_facilitator_is_named_at_once(client):
    topic, boss = make.topic(), make.member(is_staff=True, is_superuser=True)
    client.force_login(make.member())
    assert "Chair" not in text_of(client, topic.get_absolute_url())
    themes.add_facilitator(topic.theme, make.member("chair"), by=boss)
    assert "Chair" in text_of(client, topic.get_absolute_url())
