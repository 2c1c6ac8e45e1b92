"""No browser keeps a page that only some may read.

An old browser knows neither Clear-Site-Data nor our scripts, so after the sign-out it would show
the page again.
"""

import pytest

from forum.chat import actions as chat
from forum.topics import actions
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_private_pages_are_never_stored(client):
    chair, author = make.member("chair"), make.member("author")
    topic = make.topic(author, within=make.theme(facilitators=(chair,)))
    post, message = make.post(topic, author), make.message(make.room(topic), author)
    actions.edit(topic.posts.get(number=1), author, source="Better.", language="en", version=1)
    actions.hide(post, chair, why="Rude.")
    chat.hide(message, chair, why="Rude.")
    client.force_login(chair)
    private = [
        *(
            "/notifications/",
            "/drafts/",
            "/following/",
            "/accounts/profile/",
            "/accounts/sessions/",
        ),
        *(post.own_page_url, message.own_page_url, f"/topics/{topic.pk}/posts/1/versions/"),
    ]
    for url in private:
        response = client.get(url)
        assert response.status_code == 200, url
        assert "no-store" in response["Cache-Control"], url
    public = [topic.get_absolute_url(), topic.theme.get_absolute_url(), "/", "/search/?q=better"]
    for url in public:  # Back shows these at once, also on a slow connection.
        assert "no-store" not in client.get(url)["Cache-Control"], url
        assert "private" in client.get(url)["Cache-Control"], url
