"""A reason or a title that somebody typed after their session ended is there after sign-in."""

import pytest
from django.test import Client

from forum.reports import actions as reports
from tests import factories as make

pytestmark = pytest.mark.django_db
TYPED = "This is <advertising>"


def urls_of_forms() -> dict[str, str]:
    """The page of each form, by the address of the form. The member chair may send them all."""
    author, chair = make.member("author"), make.member("chair")
    topic = make.topic(author, within=make.theme("care", facilitators=(chair,)))
    make.room(topic)
    message = make.message(make.room(topic), author)
    post = topic.posts.get()
    own_pages = (post.own_page_url, message.own_page_url)
    pages = {f"{url}report/": f"{url}report/" for url in own_pages}
    pages |= {f"{url}hide/": url for url in own_pages}
    report = reports.report(make.post(topic), make.member(), why="Look.")
    pages[f"/reports/{report.pk}/hide/"] = report.get_absolute_url()
    manage = f"/topics/{topic.pk}/manage/"
    pages |= {manage.replace("manage", action): manage for action in ("retitle", "hide")}
    return pages


def test_a_reason_is_kept_over_sign_in_and_gone_after_sending():
    for url, page_url in urls_of_forms().items():
        client = Client()
        form = {"title" if "retitle" in url else "why": TYPED}
        redirect = client.post(url, form)
        assert f"next={page_url.replace('/', '%2F')}" in redirect["Location"], url
        credentials = {"login": "chair@example.org", "password": "solidarity-economy"}
        client.post("/accounts/login/", credentials)
        assert "This is &lt;advertising&gt;" in client.get(page_url).content.decode(), url
        client.post(url, form)
        page = client.get(page_url).content.decode()
        assert 'name="why" value="This is' not in page, url
