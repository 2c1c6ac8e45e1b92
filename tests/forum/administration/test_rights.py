"""Visitors, members, facilitators and administrators at every address of the administration."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from forum.administration.urls import urlpatterns
from tests import factories as make

pytestmark = pytest.mark.django_db
# GET, then POST with an empty form, by an administrator who may do everything.
BY_BOSS = {
    "start": (200, 405),
    "announcement": (200, 422),
    "end_announcement": (405, 302),
    "communities": (200, 405),
    "confirm_community": (405, 302),
    "refuse_community": (405, 422),
    "members": (200, 405),
    "member": (200, 405),
    "sanction": (405, 422),
    "see_as": (405, 422),
    "lift": (405, 302),
    "empty_texts": (405, 422),
    "reset_two_step": (405, 422),
    "themes": (200, 405),
    "create_theme": (200, 422),
    "edit_theme": (200, 422),
    "move_theme": (405, 404),
    "archive_theme": (405, 404),
    "groups_of_theme": (405, 302),
    "first_posts_of_theme": (405, 302),
    "screening": (200, 405),
    "all_wait": (405, 422),
    "add_word": (405, 422),
    "remove_word": (405, 404),
    "end_all_wait": (405, 302),
    "facilitators": (200, 405),
    "add_facilitator": (405, 404),
    "remove_facilitator": (405, 404),
    "mail": (200, 405),
    "mail_retry": (405, 302),
    "mail_check": (405, 200),
    "mail_test": (405, 302),
}
ABOUT_THEMES = ("themes", "_theme", "facilitator")


@pytest.fixture
def urls(ana) -> dict[str, str]:
    """The address of each page, by its name."""
    make.theme("care")
    arguments = {"<int:member_id>": str(ana.pk), "<slug:slug>": "care", "<int:word_id>": "9"}
    addresses = {}
    for pattern in urlpatterns:
        address = f"/{pattern.pattern}"
        for name, value in arguments.items():
            address = address.replace(name, value)
        addresses[str(pattern.name)] = address
    return addresses


def answers(client, urls: dict[str, str]) -> dict[str, tuple[int, int]]:
    return {
        name: (client.get(url).status_code, client.post(url, {}).status_code)
        for name, url in urls.items()
    }


def expected(get: int, post: int) -> dict[str, tuple[int, int]]:
    """405 stays, and every other answer is `get` or `post`."""
    return {
        name: (get if by_get != 405 else 405, post if by_post != 405 else 405)
        for name, (by_get, by_post) in BY_BOSS.items()
    }


def test_visitors_sign_in(urls):
    assert answers(Client(), urls) == expected(302, 302)


def test_members_and_facilitators_are_refused(client, urls):
    chair = make.member("chair")
    make.theme("law", facilitators=(chair,))
    for member in (make.member(), chair):
        client.force_login(member)
        assert answers(client, urls) == expected(403, 403)


def test_an_administrator_without_further_rights_sees_only_the_start(client, urls):
    client.force_login(make.member(is_staff=True))
    assert answers(client, urls) == expected(403, 403) | {"start": (200, 405)}


def test_an_administrator_of_themes_does_nothing_to_members(client, urls):
    editor = make.member(is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="change_theme"))
    client.force_login(editor)
    for name, answer in answers(client, urls).items():
        may = name == "start" or any(word in name for word in ABOUT_THEMES)
        assert answer == (BY_BOSS if may else expected(403, 403))[name], name


def test_an_administrator_uses_every_address(client, boss, urls):
    assert answers(client, urls) == BY_BOSS


def test_an_administrator_without_required_two_step_verification_is_refused(
    client, boss, urls, settings
):
    settings.SECOND_STEP_REQUIRED = True
    assert answers(client, urls) == expected(403, 403)
    page = client.get("/administration/themes/")
    assert b"First set up two-step verification" in client.get("/administration/").content
    assert page.status_code == 403


def test_every_form_needs_the_token_of_the_page(urls, boss):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(boss)
    for name, (_get, by_post) in BY_BOSS.items():
        if by_post != 405:
            assert careful.post(urls[name], {}).status_code == 403, name
