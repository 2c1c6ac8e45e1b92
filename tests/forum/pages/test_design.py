"""/design/ shows every component to the staff."""

import pytest

from forum.pages import design_samples
from forum.topics.models import Post, Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    client.force_login(make.member("engineer", is_staff=True))
    return client.get("/design/").content.decode()


def test_only_the_staff_may_see_it(client):
    assert client.get("/design/").status_code == 404
    client.force_login(make.member())
    assert client.get("/design/").status_code == 404


def test_it_shows_posts_and_messages_in_both_scripts(page):
    for words in (design_samples.LATIN, design_samples.ARABIC):
        assert words.sentence in page
        assert f'dir="{words.direction}"' in page
    assert page.count('class="post ') + page.count('class="post"') >= 8
    assert page.count('class="message ') + page.count('class="message"') >= 6


def test_it_shows_errors_of_fields(page):
    assert page.count('aria-invalid="true"') >= 8


def test_every_id_is_there_once(page):
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))


def test_it_stores_nothing(page):
    assert not Topic.objects.exists()
    assert not Post.objects.exists()
