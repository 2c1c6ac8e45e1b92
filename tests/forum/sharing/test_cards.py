"""The pictures of shared links: what they show, their addresses and rights."""

import pytest
from django.core.cache import caches
from PIL import Image

from forum.facilitation import actions as facilitation
from forum.sharing import card_lines, card_pictures, card_texts
from forum.sharing.cards import Card
from tests import factories as make
from tests.forum.sharing.card_reading import HOSTILE_TITLES, card_path, image_of
from tests.forum.sharing.reading import head_of

pytestmark = pytest.mark.django_db
TEXT_COLOUR = (0x24, 0x21, 0x1C)
TITLE_AREA = (80, 130, 1120, 500)


@pytest.fixture(autouse=True)
def _nothing_is_stored():
    caches["cards"].clear()


@pytest.fixture
def chair():
    return make.member("chair", is_staff=True)


@pytest.fixture
def topic(chair):
    theme = make.theme("care", name="Care", colour="#C2410C", facilitators=(chair,))
    return make.topic(make.member("ana"), within=theme, title="Who cares for those who care?")


def letter_pixels(image: Image.Image, area: tuple[int, int, int, int] = TITLE_AREA) -> int:
    """The number of pixels in the colour of a title."""
    counts = image.crop(area).getcolors(1200 * 630) or []
    return sum(count for count, colour in counts if is_near(colour, TEXT_COLOUR))


def is_near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(one - two) <= 8 for one, two in zip(colour, other, strict=True))


# --- what they show ---


def test_a_topic_has_a_large_picture_with_its_title_and_theme(client, topic):
    head = head_of(client.get(topic.get_absolute_url()))
    assert (head["og:image:width"], head["og:image:height"]) == ("1200", "630")
    assert head["og:image:alt"] == "Care · Who cares for those who care?"
    assert head["twitter:card"] == "summary_large_image"
    response = client.get(head["og:image"])
    assert response["Content-Type"] == "image/png"
    image = image_of(response.content)
    assert letter_pixels(image) > 3_000
    assert is_near(image.getpixel((96, 100)), (0xC2, 0x41, 0x0C))  # the dot of the theme


def test_the_title_is_what_makes_two_pictures_differ():
    without = image_of(card_pictures.draw(Card("", "Care", "#c2410c")))
    assert letter_pixels(without) == 0
    one, other = (card_pictures.draw(Card(title, "Care", "#c2410c")) for title in ("One", "Two"))
    assert one != other


def test_a_theme_and_the_site_have_pictures_in_the_language_of_the_page(client, topic):
    type(topic.theme).objects.update(name_fr="Soins")
    for page in ("/", "/themes/care/"):
        pictures = set()
        for language in ("en", "fr"):
            head = head_of(client.get(page, headers={"Accept-Language": language}))
            assert f"/card/{language}/" in head["og:image"]
            response = client.get(head["og:image"])
            assert letter_pixels(image_of(response.content)) > 2_000
            pictures.add(response.content)
        assert len(pictures) == 2
    assert head["og:image:alt"] == "Soins"


def test_a_post_has_the_picture_of_its_topic_and_a_member_the_icon(client, topic):
    post_page = make.post(topic).own_page_url
    assert card_path(client, post_page) == card_path(client, topic.get_absolute_url())
    head = head_of(client.get("/members/ana/"))
    assert "/static/icons/icon-512." in head["og:image"] and head["twitter:card"] == "summary"
    assert "og:image:alt" not in head


def test_a_long_title_is_cut_after_four_lines():
    image = image_of(card_pictures.draw(Card("W" * 150)))
    assert letter_pixels(image) > 10_000
    assert letter_pixels(image, (0, 470, 1200, 630)) == 0
    assert letter_pixels(image, (1121, 0, 1200, 630)) == 0


def test_no_line_begins_with_the_mark_that_ends_a_french_sentence():
    title = "Mutuelles de santé et couverture universelle : complément ou remplacement ?"
    _size, lines = card_lines.title_lines(title, 1040)
    assert " ".join(lines) == title and len(lines) > 2
    assert [line for line in lines if line[0] in "?:"] == []


@pytest.mark.parametrize("name", HOSTILE_TITLES)
def test_a_hostile_title_has_a_small_picture_with_letters(client, topic, name):
    type(topic).objects.update(title=HOSTILE_TITLES[name])
    path = card_path(client, topic.get_absolute_url())
    image = image_of(client.get(path).content)
    assert letter_pixels(image) > 1_000
    assert (
        letter_pixels(image, (0, 16, 79, 630)) == letter_pixels(image, (1121, 16, 1200, 630)) == 0
    )


@pytest.mark.parametrize("title", ["協働", "Co-op 協働", "🎉🎉"])
def test_a_title_with_letters_that_the_font_lacks_has_the_picture_of_its_theme(
    client, topic, title
):
    type(topic).objects.update(title=title)
    topic_picture = client.get(card_path(client, topic.get_absolute_url())).content
    assert topic_picture == client.get(card_path(client, "/themes/care/")).content


def test_a_theme_with_letters_that_the_font_lacks_has_the_picture_of_the_site(client, topic):
    type(topic.theme).objects.update(name="協働", name_en="協働")
    picture = client.get(card_path(client, "/themes/care/")).content
    assert picture == client.get(card_path(client, "/")).content


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Good  news 🎉\ufe0f for co-ops", "Good news for co-ops"),
        ("Kinh te\u0302\u0301", "Kinh tế"),
        ("a\u0301\u0302\u0303\u0304b", "á\u0302\u0303b"),
        ("a\x00b\u202ec\ufeff", "abc"),
        ("Ελλάδα, Кыргызстан, العمل، می\u200cشود", "Ελλάδα, Кыргызстан, العمل، می\u200cشود"),
        ("Hindi हिन्दी", ""),
        ("\x00", ""),
    ],
)
def test_signs_are_left_out_and_letters_are_not(text, drawn):
    assert card_texts.drawable(text) == drawn


def test_arabic_begins_at_the_right_and_its_letters_are_joined():
    image = image_of(card_pictures.draw(Card(card_texts.drawable("العمل اللائق"))))
    assert letter_pixels(image, (600, 130, 1120, 500)) > 2_000
    assert letter_pixels(image, (80, 130, 600, 500)) == 0
    joined, alone = card_texts.font(64).getlength("بببب"), card_texts.font(64).getlength("ب")
    assert joined < 4 * alone - 32


def test_arabic_is_not_drawn_where_the_system_cannot_join_its_letters(monkeypatch):
    monkeypatch.setattr(card_texts, "HAS_RAQM", False)
    card_texts._can_draw.cache_clear()
    try:
        assert card_texts.drawable("ILO العمل") == ""
        assert card_texts.drawable("ILO") == "ILO"
    finally:
        card_texts._can_draw.cache_clear()


# --- addresses ---


def test_a_version_is_kept_for_ever_and_leads_to_the_next_one(client, topic, chair):
    old = card_path(client, topic.get_absolute_url())
    response = client.get(old)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    facilitation.retitle(topic, chair, title="Another title")
    topic.refresh_from_db()
    new = card_path(client, topic.get_absolute_url())
    assert old != new
    redirect = client.get(old)
    assert (redirect.status_code, redirect["Location"]) == (302, new)
    assert client.get(new).content != response.content


def test_a_reply_does_not_change_the_address(client, topic):
    before = card_path(client, topic.get_absolute_url())
    make.post(topic)
    assert card_path(client, topic.get_absolute_url()) == before


def test_a_query_leads_to_the_one_address(client, topic):
    path = card_path(client, topic.get_absolute_url())
    assert client.get(f"{path}?x=1")["Location"] == path


@pytest.mark.parametrize("path", ["/card/xx/1.png", "/themes/care/card/de/1.png"])
def test_a_language_without_interface_has_no_picture(client, topic, path):
    assert client.get(path).status_code == 404


def test_another_site_may_show_the_picture(client, topic):
    headers = {"Sec-Fetch-Dest": "image", "Sec-Fetch-Site": "cross-site", "Accept": "image/*"}
    for page in (topic.get_absolute_url(), "/themes/care/", "/"):
        assert client.get(card_path(client, page), headers=headers).status_code == 200


# --- rights ---


def test_the_picture_of_a_hidden_topic_is_gone_for_everybody(client, topic, chair):
    path = card_path(client, topic.get_absolute_url())
    assert client.get(path).status_code == 200
    facilitation.hide_topic(topic, chair, why="Advertising")
    assert client.get(path).status_code == 404
    assert client.get(f"/topics/{topic.pk}/card/x.png").status_code == 404
    client.force_login(chair)
    assert client.get(path).status_code == 404
    facilitation.unhide_topic(topic, chair)
    assert client.get(path).status_code == 200


def test_no_shared_cache_keeps_the_response_to_a_member(client, topic, chair):
    path = card_path(client, topic.get_absolute_url())
    client.force_login(chair)
    assert client.get(path)["Cache-Control"].startswith("private, ")
