"""The interface speaks European and Brazilian Portuguese; texts are in one Portuguese."""

import re
import uuid

import pytest
from django.test import Client
from django.utils import translation

from collective_brain.i18n import catalogues
from collective_brain.i18n.extraction import Message
from forum.topics import actions
from forum.topics.forms import StartTopicForm
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("browser", "html_lang", "word"),
    [
        ("pt-BR", "pt-BR", "Nome de usuário"),
        ("pt-PT", "pt-PT", "Nome de utilizador"),
        ("pt-AO", "pt-PT", "Nome de utilizador"),
        ("pt", "pt-PT", "Nome de utilizador"),
    ],
)
def test_a_browser_gets_its_portuguese(browser, html_lang, word):
    page = Client(headers={"accept-language": browser}).get("/search/").content.decode()
    assert f'<html lang="{html_lang}"' in page
    with translation.override(browser.lower()):
        assert translation.gettext("Username") == word


def test_the_language_switch_names_both_kinds():
    page = Client().get("/").content.decode()
    assert re.search(r'value="pt"\s+lang="pt-PT"', page)
    assert re.search(r'value="pt-br"\s+lang="pt-BR"', page)


def test_a_brazilian_text_comes_from_a_catalogue_of_the_site():
    """Django and its apps have catalogues in pt_BR, which gettext reads before ours in pt."""
    european = catalogues._read_catalogue(catalogues.catalogue_path("pt"))
    brazilian = catalogues._read_catalogue(catalogues.catalogue_path("pt_BR"))
    with translation.override("pt-br"):
        wrong = [
            message.text
            for message, entry in european.items()
            if not message.plural and _shown(message) != brazilian.get(message, entry).msgstr
        ]
    assert wrong == []


def _shown(message: Message) -> str:
    if message.context:
        return translation.pgettext(message.context, message.text)
    return translation.gettext(message.text)


def test_a_text_written_in_the_brazilian_interface_is_in_portuguese():
    with translation.override("pt-br"):
        topic = actions.start_topic(
            make.theme(), make.member("ana"), title="1 2 3", source="1 2 3", nonce=uuid.uuid4()
        )
    assert Topic.objects.get(pk=topic.pk).language == "pt"
    assert "pt-br" not in dict(StartTopicForm().fields["language"].choices)
