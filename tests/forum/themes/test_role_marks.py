"""The mark of a facilitator or an administrator, which only the site makes (decision 58)."""

import pytest
from django.test import Client

from accounts.models import Member
from forum.themes import actions
from forum.themes.models import Theme
from tests import factories as make

pytestmark = pytest.mark.django_db

FACILITATOR = '<span class="badge badge--role">Facilitator</span>'
ADMINISTRATOR = '<span class="badge badge--role">Administrator</span>'


def page(client, url) -> str:
    return " ".join(client.get(url).content.decode().split())


@pytest.fixture
def fac():
    return make.member("fac", listed_for="everyone")


@pytest.fixture
def theme(fac):
    return make.theme("care", facilitators=(fac,))


def test_a_facilitator_has_a_mark_in_their_theme_only(client, fac, theme):
    own, other = make.topic(fac, within=theme), make.topic(fac)
    assert page(client, own.get_absolute_url()).count(FACILITATOR) == 1
    assert FACILITATOR not in page(client, other.get_absolute_url())
    make.post(own, make.member(), "I am no facilitator.")
    assert page(client, own.get_absolute_url()).count(FACILITATOR) == 1


@pytest.mark.parametrize("beside", ["theme", "topic"])
def test_rooms_show_the_mark(client, fac, theme, beside):
    room = make.room(theme if beside == "theme" else make.topic(within=theme))
    make.message(room, fac)
    make.message(room, make.member(is_staff=True))
    html = page(client, room.get_absolute_url())
    assert html.count(FACILITATOR) == html.count(ADMINISTRATOR) == 1


def test_lists_show_the_mark(client, fac, theme):
    make.topic(fac, within=theme)
    for url in ("/", "/themes/care/", "/themes/care/posts/", "/members/", "/members/fac/"):
        assert FACILITATOR in page(client, url), url


def test_visitors_see_the_mark_at_once_when_the_role_changes(
    fac, theme, django_capture_on_commit_callbacks
):
    topic, visitor = make.topic(fac, within=theme), Client()
    admin = make.member(is_staff=True, is_superuser=True)
    assert FACILITATOR in page(visitor, topic.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_facilitator(theme, fac, by=admin)
    assert FACILITATOR not in page(visitor, topic.get_absolute_url())
    assert Member.objects.get(pk=fac.pk).facilitates == []


def test_the_copy_follows_the_facilitators_of_all_themes(fac, theme):
    other = make.theme(facilitators=(fac, make.member("eva")))
    assert Member.objects.get(pk=fac.pk).facilitates == sorted([theme.pk, other.pk])
    other.facilitators.remove(fac)
    Theme.objects.store_facilitators_for_display()
    assert Member.objects.get(pk=fac.pk).facilitates == [theme.pk]
    assert Member.objects.get(handle="eva").facilitates == [other.pk]
