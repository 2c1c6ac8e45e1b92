"""What a member sees of somebody they block. The blocked one sees the same as before."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from forum.blocking import actions
from forum.contributions.reaction_kinds import ReactionKind
from forum.following import actions as following
from forum.following.levels import Level
from forum.live.broadcast import group_name
from forum.reactions import actions as reactions
from forum.sharing.followed_posts import newest_followed_posts
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
SENTENCE = "A text of a member you blocked. Show it"


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def ben():
    return make.member("ben", name="Ben Okri")


@pytest.fixture
def scene(ana, ben):
    topic = make.topic(ana, title="Seeds of the world")
    post = make.post(topic, ben, "Words of zebra.")
    room = make.room(topic)
    message = make.message(room, ben, "Words of giraffe.")
    reactions.react(topic.posts.get(number=1), ben, kind=ReactionKind.THANKS, on=True)
    following.set_topic_level(topic, ana, level=Level.TRACKING)
    run_event_listeners()
    return topic, post, room, message


def page(member, url: str) -> str:
    client = Client()
    client.force_login(Member.objects.get(pk=member.pk))
    return client.get(url).content.decode()


def collapsed(html: str) -> list[str]:
    return re.findall(r'<details class="blocked">(.*?)</details></li>', html, re.DOTALL)


def test_texts_are_collapsed_without_a_script_and_for_scripts(ana, ben, scene):
    topic, post, room, message = scene
    for url, words in (
        (topic.get_absolute_url(), "Words of zebra."),
        (room.get_absolute_url(), "Words of giraffe."),
    ):
        before = page(ana, url)
        assert words in before and "data-blocked" not in before and "blocked.js" not in before
        actions.block(ben, ana)
        after = page(ana, url)
        [hidden] = collapsed(after)
        assert SENTENCE in hidden and words in hidden and after.count(words) == 1
        assert f'data-blocked="{ben.pk} "' in after and "js/blocked.js" in after
        assert words in page(make.member(), url) and SENTENCE not in page(make.member(), url)
        actions.unblock(ben, ana)
        assert SENTENCE not in page(ana, url)
    actions.block(ben, ana)
    for own_page in (post.own_page_url, message.own_page_url):
        assert '<details class="blocked">' in page(ana, own_page)


@pytest.mark.parametrize(
    "url",
    ["/search/?q=zebra", "/themes/{theme}/", "/themes/{theme}/posts/", "/members/ben/", "/"],
)
def test_lists_show_no_words_of_theirs(ana, ben, scene, url):
    topic = scene[0]
    url = url.format(theme=topic.theme.slug)
    before = page(ana, url)
    assert "zebra" in re.sub(r"<input[^>]*>|<[^>]*>", "", before.replace("<mark>", ""))
    actions.block(ben, ana)
    after = re.sub(r'<details class="blocked">.*?</details>', "", page(ana, url), flags=re.DOTALL)
    after = re.sub(r"<title>.*?</title>|<input[^>]*>|<a[^>]*>", "", after, flags=re.DOTALL)
    assert "Words of" not in after.replace("<mark>", "").replace("</mark>", "")


def test_their_name_is_not_among_those_who_reacted_but_they_count(ana, ben, scene):
    url = f"{scene[0].posts.get(number=1).own_page_url}reactions/"
    assert "Ben Okri" in page(ana, url)
    actions.block(ben, ana)
    after = page(ana, url)
    assert "Ben Okri" not in after and "1" in after


def test_the_private_feed_has_none_of_their_posts(ana, ben, scene):
    assert [post.author for post in newest_followed_posts(ana)] == [ben]
    actions.block(ben, ana)
    assert newest_followed_posts(Member.objects.get(pk=ana.pk)) == []


def test_a_page_costs_no_further_query(ana, ben, scene):
    counts = []
    for _ in range(2):
        for url in (scene[0].get_absolute_url(), scene[2].get_absolute_url()):
            page(ana, url)
            client = Client()
            client.force_login(Member.objects.get(pk=ana.pk))
            client.get("/about/")
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
        actions.block(ben, ana)
    assert counts[:2] == counts[2:]


def normal(html: str) -> str:
    """Without what each request has anew."""
    html = re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"|value="[0-9a-f-]{36}"', "", html)
    return re.sub(r"\d+ (seconds?|minutes?)|\d\d:\d\d UTC", "", html)


def test_a_blocked_member_sees_what_they_saw_before(ana, ben, scene):
    """Private notes to Ana are refused as they are by somebody who takes none."""
    Member.objects.filter(pk=ana.pk).update(takes_private_notes=False)
    topic, post, room, message = scene
    first = topic.posts.get(number=1)
    urls = [
        *("/", "/members/", "/members/ana/", "/members/ana/block/", "/settings/blocked/"),
        *(
            "/notifications/",
            "/following/",
            "/search/?q=seeds",
            "/compose/members/?q=an&line=topic:1",
        ),
        *(topic.get_absolute_url(), room.get_absolute_url(), room.get_absolute_url() + "here/"),
        *(first.own_page_url, f"{first.own_page_url}reactions/", post.own_page_url),
        *(message.own_page_url, "/enquiries/", "/bookmarks/", "/drafts/", "/first-steps/"),
        *("/settings/export/", f"/live/{topic.stream_name}/?since=0", "/feed.atom"),
        *(f"/themes/{topic.theme.slug}/", f"/themes/{topic.theme.slug}/posts/"),
    ]
    for url in urls:  # the first visit marks as read
        page(ben, url)
    before = {url: normal(page(ben, url)) for url in urls}
    actions.block(ben, ana)
    run_event_listeners()
    for url in urls:
        assert normal(page(ben, url)) == before[url], url
    client = Client()
    client.force_login(ben)
    form = {"source": "Still @ana.", "nonce": str(uuid.uuid4()), "language": "en", "reply_to": "1"}
    assert client.post(f"/topics/{topic.pk}/reply/", form).status_code == 302
    assert 'class="mention"' in page(ben, topic.get_absolute_url())


def test_the_list_of_who_is_in_a_room_counts_and_does_not_name_them(scene, client, ana, ben):
    room = scene[2]
    actions.block(ben, ana)
    people = {"count": 2, "people": [ana.pk, ben.pk]}
    cache.set(f"presence:{group_name(room.stream_name)}", people)
    here = f"/rooms/{room.pk}/here/"
    assert "Ben Okri" in client.get(here).content.decode()
    client.force_login(ana)
    page = client.get(here).content.decode()
    assert "Ben Okri" not in page and "1 person not shown by name" in page
