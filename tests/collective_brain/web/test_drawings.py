"""Each empty or wrong state has one small drawing and one action."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from tests import factories as make

DRAWINGS = sorted((settings.BASE_DIR / "templates/drawings").glob("*.html"))
MOST = 500  # bytes
ALLOWED = re.compile(
    r'<svg class="drawing"[^>]*aria-hidden="true">\s*(<(path|circle) [^<>]*/>\s*)+</svg>'
)


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_small_hidden_from_screen_readers_and_in_the_color_of_the_text(path):
    drawing = render_to_string(f"drawings/{path.name}").strip()
    assert len(drawing.encode()) < MOST
    assert ALLOWED.fullmatch(drawing)
    assert 'fill="none" stroke="currentColor"' in drawing
    assert "#" not in drawing


def test_every_drawing_is_used_and_every_used_one_exists():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    used = {name for path in templates for name in _included(path.read_text())}
    assert used == {path.name for path in DRAWINGS}


def _included(template: str) -> list[str]:
    return re.findall(r'include "drawings/([\w.]+)"', template)


def _main(response) -> str:
    page = response.content.decode()
    return page[page.index('<main id="content"') : page.index("</main>")]


def _has_drawing_and_action(response) -> bool:
    main = _main(response)
    return 'class="drawing"' in main and 'class="button' in main


@pytest.mark.django_db
class TestStates:
    @pytest.fixture
    def member(self, client):
        member = make.member()
        client.force_login(member)
        return member

    def test_an_empty_home_page(self, client):
        assert _has_drawing_and_action(client.get("/"))

    def test_a_theme_without_topics(self, client):
        assert _has_drawing_and_action(client.get(make.theme().get_absolute_url()))

    def test_a_theme_without_topics_that_match(self, client):
        assert _has_drawing_and_action(client.get(f"{make.theme().get_absolute_url()}?language=fr"))

    def test_a_theme_without_posts(self, client):
        assert _has_drawing_and_action(client.get(f"{make.theme().get_absolute_url()}posts/"))

    def test_a_room_without_messages(self, client):
        assert _has_drawing_and_action(client.get(make.room().get_absolute_url()))

    def test_a_room_that_nobody_opened(self, client, member):
        assert _has_drawing_and_action(client.get(f"/themes/{make.theme('care').slug}/room/"))

    @pytest.mark.parametrize(
        "path",
        ["/search/?q=nothing", "/members/?q=nobody", "/offline/"],
    )
    def test_pages_for_everyone(self, client, path):
        assert _has_drawing_and_action(client.get(path))

    @pytest.mark.parametrize(
        "path",
        [
            "/notifications/",
            "/following/",
            "/following/choices/",
            "/drafts/",
            "/enquiries/",
            "/accounts/logout/",
        ],
    )
    def test_pages_of_a_member(self, client, member, path):
        assert _has_drawing_and_action(client.get(path))

    def test_a_page_that_does_not_exist(self, client):
        assert _has_drawing_and_action(client.get("/nowhere/"))

    def test_a_page_that_one_may_not_open(self, client, member):
        topic = make.topic()
        assert _has_drawing_and_action(client.get(f"/topics/{topic.pk}/posts/1/edit/"))

    @pytest.mark.parametrize("name", ["400", "403_csrf", "405", "422", "429", "500", "503"])
    def test_the_other_error_pages(self, name):
        page = render_to_string(f"{name}.html", {"fragment_key": "x"})
        assert 'class="drawing"' in page
        assert 'class="button"' in page
