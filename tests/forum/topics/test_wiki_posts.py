"""A wiki post: every member who may reply can edit it."""

import pytest

from accounts.acts.models import Act
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.facilitation import actions as facilitation
from forum.notifications.models import Notification
from forum.topics import actions, rules
from forum.topics.models import Post
from forum.uploads.models import UploadUse
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def wiki(ana, chair):
    topic = make.topic(ana, within=make.theme("care", facilitators=(chair,)))
    return actions.set_wiki(topic.posts.get(), ana, is_wiki=True)


def test_another_member_edits_it_without_a_reason_and_is_named(client, wiki):
    ben = make.member("ben", name="Ben Okri")
    client.force_login(ben)
    topic_page = client.get(wiki.topic.get_absolute_url()).content.decode()
    assert "Anyone can edit this." in topic_page
    assert "Reason" not in client.get(f"{wiki.own_page_url}edit/").content.decode()
    form = {"source": "A shared text.", "language": "en", "version": "1"}
    assert client.post(f"{wiki.own_page_url}edit/", form).status_code == 302
    page = client.get(wiki.own_page_url).content.decode()
    assert "A shared text." in page and "Edited by: Ana, Ben Okri" in page
    assert list(wiki.revisions.values_list("by__handle", flat=True)) == ["ana", "ben"]
    assert not Act.objects.exists() and not Notification.objects.filter(kind="note").exists()
    assert Event.objects.order_by("-pk")[0].name == "WikiPostEdited"


def test_the_second_of_two_editors_gets_both_texts(client, wiki):
    client.force_login(make.member("ben"))
    form = {"source": "The first.", "language": "en", "version": "1"}
    client.post(f"{wiki.own_page_url}edit/", form)
    client.force_login(make.member("cleo"))
    page = client.post(f"{wiki.own_page_url}edit/", form | {"source": "The second."})
    assert page.status_code == 422 and "The second." in page.content.decode()
    assert Post.objects.get(pk=wiki.pk).source == "The first."


def test_the_rules_of_a_reply_count_for_its_editors(wiki, chair):
    ben = make.member("ben")
    facilitation.set_closed(wiki.topic, chair, closed=True)
    assert rules.refuse_edit(ben, Post.objects.get(pk=wiki.pk), why="") == "This topic is closed."
    facilitation.set_closed(wiki.topic, chair, closed=False)
    unconfirmed = make.member(email_confirmed_at=None)
    assert "Confirm" in rules.refuse_edit(unconfirmed, Post.objects.get(pk=wiki.pk), why="")


def test_only_author_and_facilitators_choose_who_edits(client, wiki, ana, chair):
    with pytest.raises(Refused, match="Only the author of the post or a facilitator"):
        actions.set_wiki(wiki, make.member(), is_wiki=False)
    mark = actions.set_wiki(wiki, ana, is_wiki=True).changed
    assert mark == wiki.changed
    client.force_login(chair)
    assert client.post(f"{wiki.own_page_url}end_wiki/").status_code == 302
    assert client.post(f"{wiki.own_page_url}wiki/").status_code == 302
    assert list(Act.objects.order_by("pk").values_list("verb", flat=True)) == [
        "PostWikiEnded",
        "PostMadeWiki",
    ]
    actions.set_wiki(wiki, ana, is_wiki=False)
    ben = make.member("ben")
    assert "Only a facilitator" in rules.refuse_edit(ben, Post.objects.get(pk=wiki.pk), why="")
    actions.delete(wiki, ana)
    with pytest.raises(Refused, match="no longer exists"):
        actions.set_wiki(wiki, ana, is_wiki=True)


def test_files_of_earlier_editors_stay_and_files_of_others_are_not_shown(wiki):
    ben, cleo = make.member("ben"), make.member("cleo")
    own, foreign = make.upload(ben), make.upload(make.member())
    text = f"[plan]({own.get_absolute_url()})"
    post = actions.edit(wiki, ben, source=text, version=1, language="en")
    more = f"{text} and [more]({foreign.get_absolute_url()})"
    actions.edit(post, cleo, source=more, version=post.version, language="en")
    assert list(UploadUse.objects.filter(post=wiki).values_list("upload", flat=True)) == [own.pk]
