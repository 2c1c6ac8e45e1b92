"""The language of a text: guessed, held to what was chosen, and corrected."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from forum.chat import actions as chat
from forum.contributions.language_guess import guess_language
from forum.topics import actions
from tests import factories as make

UDHR = Path(settings.BASE_DIR) / "tests/data/languages/udhr.jsonl"


def test_an_article_of_the_declaration_of_human_rights():
    """Never the wrong language; short ones in Spanish and Portuguese may not say."""
    rows = [json.loads(line) for line in UDHR.read_text().splitlines()]
    guessed = [
        (row["language"][:2], guess_language(" ".join(row["paragraphs"]), default=""))
        for row in rows
    ]
    assert [pair for pair in guessed if pair[1] not in ("", pair[0])] == []
    assert sum(not found for _language, found in guessed) <= 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Our credit union lends to women who sell at the market."),
        ("es", "¿Alguien sabe cómo se registra una cooperativa de trabajo?"),
        ("fr", "La mutuelle de notre village a besoin d'une comptable."),
        ("pt", "A nossa associação recolhe os resíduos da cidade."),
        ("es", "De acuerdo contigo, gracias"),
        ("pt", "obrigada pela partilha"),
        ("fr", "> We need a statute.\n> And members.\n\nOui, et des membres actifs."),
        ("es", "```\nfor each in the_list: print(each)\n```\nEsto no funciona, ¿por qué?"),
        ("pt", "[the report](https://example.org/the/report/for/you) é muito interessante"),
    ],
)
def test_what_members_write(language, text):
    assert guess_language(text, default="") == language


@pytest.mark.parametrize(
    "text", ["", "ok", "👍", "@ana.lopez", "https://www.ilo.org/the-report-of-the-year", "1 + 1"]
)
def test_what_does_not_say(text):
    assert guess_language(text, default="fr") == "fr"


@pytest.mark.django_db
def test_a_reply_is_guessed_unless_its_author_chose():
    topic = make.topic(language="en")
    assert make.post(topic, source="Je suis tout à fait d'accord avec vous.").language == "fr"
    assert (
        make.post(topic, source="Je suis tout à fait d'accord avec vous.", language="pt").language
        == "pt"
    )
    assert make.post(topic, source="ok").language == "en"


@pytest.mark.django_db
def test_a_topic_has_the_language_of_its_title_and_text():
    topic = make.topic(
        title="Monnaies locales", source="Qui en a l'expérience dans son pays ?", language=""
    )
    assert (topic.language, topic.posts.get().language) == ("fr", "fr")


@pytest.mark.django_db
def test_a_message_is_guessed_and_corrected():
    ana = make.member()
    with translation.override("es"):
        message = make.message(make.room(), ana, "ok")
    assert message.language == "es"
    corrected = chat.edit(message, ana, source="ok", version=1, language="pt")
    assert (corrected.language, corrected.version) == ("pt", 2)
    assert chat.edit(corrected, ana, source="ok!", version=2).language == "pt"


@pytest.mark.django_db
def test_a_post_is_corrected_by_editing_it(client):
    ana = make.member()
    post = make.post(make.topic(), ana, source="ok")
    edited = actions.edit(post, ana, source="ok", language="fr", version=1)
    client.force_login(ana)
    assert edited.language == "fr"
    assert 'lang="fr"' in client.get(post.own_page_url).content.decode()


@pytest.mark.django_db
def test_the_form_offers_to_guess_first(client):
    topic = make.topic(make.member("ana"))
    client.force_login(make.member())
    page = client.get(topic.get_absolute_url()).content.decode()
    assert '<option value="" selected>Automatic</option>' in page
