"""A text in a language that the site does not know is not read by an English voice."""

import pytest

from collective_brain.i18n.languages import text_language
from tests import factories as make


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("<p>The harvest begins.</p>", "en"),
        ("<p>L’assemblée générale a voté à l’unanimité.</p>", "en"),
        ("", "en"),
        ("2026: 50 %", "en"),
        ("<p class='long-name-of-a-class'>بدأ موسم الحصاد</p>", ""),
        ("<p>Урожай начался.</p>", ""),
        ("<p>收获开始了。</p>", ""),
        ("<p>The word حصاد means harvest.</p>", "en"),
    ],
)
def test_the_letters_of_a_text_tell_whether_its_stored_language_is_wrong(text, language):
    assert text_language(text, "en") == language


@pytest.mark.django_db
def test_a_post_in_arabic_has_no_language_on_its_page(client):
    topic = make.topic(make.member(), within=make.theme())
    make.post(topic, make.member(), "بدأ موسم الحصاد في القرية")
    page = client.get(topic.get_absolute_url()).content.decode()
    assert '<div class="prose" lang="" dir="auto"><p dir="rtl">بدأ' in page
