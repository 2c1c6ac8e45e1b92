"""A link into the reply form quotes posts without a script. A script asks for a part of a post."""

import pytest

from forum.topics import actions
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def quoted(client):
    client.force_login(make.member())

    def ask(topic, *numbers: object) -> str:
        page = client.get(topic.get_absolute_url(), {"quote": numbers})
        return page.context["form"].initial.get("source", "")

    return ask


def test_several_posts_of_several_pages_in_the_order_asked_for(quoted):
    topic = make.topic(make.member("ana_b"), source="One.\n\nTwo.")
    ben = make.member("ben")
    for number in range(2, 24):
        make.post(topic, ben, f"Post {number}.")
    at = f"/topics/{topic.pk}"
    first = f"> [@ana\\_b]({at}/1)\n>\n> One.\n>\n> Two.\n\n"
    assert quoted(topic, 23, 1, 1) == f"> [@ben]({at}/23)\n>\n> Post 23.\n\n{first}"
    assert quoted(topic) == quoted(topic, "x", "", 99, "9" * 40) == ""


def test_nothing_of_what_is_gone(quoted):
    topic = make.topic(source="The secret word.")
    actions.delete(topic.posts.get(), topic.author)
    assert quoted(topic, 1) == ""


def test_the_posts_own_page_leads_there_and_the_script_is_told(client):
    topic = make.topic(source='One "word" <b>')
    client.force_login(make.member())
    link = f"{topic.get_absolute_url()}?page=1&amp;reply_to=1&amp;quote=1#reply"
    assert link in client.get(topic.posts.get().own_page_url).content.decode()
    page = client.get(topic.get_absolute_url(), {"quote": 1}).content.decode()
    assert 'One &quot;word&quot; &lt;b&gt;\n\n"' in page


TABLE = "| a | b |\n|---|---|\n| 1 | 2\\* |"


def test_a_script_gets_the_source_of_a_post_or_of_the_selected_words(client):
    topic = make.topic(make.member("ana_b"), source=f"Before.\n\n{TABLE}\n\n````\n```\n````")
    address, at = f"/topics/{topic.pk}/posts/1/quote/", f"/topics/{topic.pk}"
    whole = client.post(address).json()["markdown"]
    assert whole == topic.quotation_markdown([1])
    assert "> ````\n> ```\n> ````\n" in whole
    part = client.post(address, {"selected": "b12*"}).json()["markdown"]
    quoted = "".join(f"> {line}\n" for line in TABLE.split("\n"))
    assert part == f"> [@ana\\_b]({at}/1)\n>\n{quoted}\n"


def test_a_script_gets_nothing_of_a_removed_or_hidden_post(client):
    topic = make.topic(source="The secret word.")
    address = f"/topics/{topic.pk}/posts/1/quote/"
    actions.delete(topic.posts.get(), topic.author)
    assert client.post(address, {"selected": "secret"}).status_code == 404
    assert client.post(f"/topics/{topic.pk}/posts/9/quote/").status_code == 404


def test_quotations_for_scripts_are_limited(client, settings):
    settings.LIMITS = {**settings.LIMITS, "preview": ["1/minute"]}
    topic = make.topic()
    address = f"/topics/{topic.pk}/posts/1/quote/"
    assert client.post(address).status_code == 200
    refused = client.post(address)
    assert (refused.status_code, refused.json()["wait"] > 0) == (429, True)
    assert client.post(address, {"selected": "a" * 60_000}).status_code == 429
