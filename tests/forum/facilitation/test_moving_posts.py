"""Facilitators split a topic, or merge it into another one, and everything goes along."""

import uuid
from types import SimpleNamespace

import pytest

from accounts.acts.models import Act
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from collective_brain.management.all_checks import data_checks
from forum.bookmarks.models import Bookmark
from forum.drafts.models import Draft
from forum.facilitation import actions as facilitation
from forum.facilitation.move_actions import merge, split
from forum.following import actions as following
from forum.following.models import ReadPosition
from forum.following.unread_topics import load_unread_topics
from forum.groups.models import Group
from forum.mail.models import PlaceChoice
from forum.notifications.models import Notification
from forum.topics import actions as topics
from forum.topics.models import Post, Quotation, Topic, movable_numbers
from tests import factories as make
from tests.forum.search.searching import found_titles, run_event_listeners


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.django_db(transaction=True)),
        pytest.param("postgres", marks=pytest.mark.postgres),
    ]
)
def database(request) -> None:
    if request.param == "postgres":
        request.getfixturevalue("on_postgres")


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def w():
    """A topic of six posts: 3 answers 2, 5 answers 3, and 6 answers 1."""
    chair = make.member("chair")
    theme, other = (make.theme(slug, facilitators=(chair,)) for slug in ("care", "tax"))
    topic = make.topic(make.member("ana"), within=theme, title="Care and tax")
    for number, parent in ((2, None), (3, 2), (4, None), (5, 3), (6, 1)):
        make.post(topic, make.member(f"m{number}"), f"Word{number} here.", reply_to=parent)
    return SimpleNamespace(chair=chair, theme=theme, other=other, topic=reload(topic))


def reload(topic: Topic) -> Topic:
    return Topic.objects.select_related("theme").get(pk=topic.pk)


def split_off(w, *numbers) -> Topic:
    moved = split(w.topic, w.chair, numbers=numbers, title="Only tax", theme=w.other)
    run_event_listeners()
    return reload(moved)


def problems() -> list[str]:
    found = []
    for check in data_checks():
        found += [problem.sentence for problem in check.find(check.rows())]
    # The factories make members without the events that index them and set their level.
    return [
        sentence
        for sentence in found
        if "search entry of member" not in sentence and "trust level" not in sentence
    ]


@pytest.mark.usefixtures("database")
def test_a_split_keeps_rows_links_and_numbers_on_both_databases(w, client):
    before = dict(w.topic.posts.values_list("number", "pk"))
    new = split_off(w, 3, 4, 5)
    rows = list(new.posts.order_by("number").values_list("number", "pk", "reply_to", "answers"))
    assert rows == [
        (1, before[3], None, [3]),
        (2, before[4], None, []),
        (3, before[5], 1, []),
    ]
    topic = reload(w.topic)
    assert topic.last_number == 6 and topic.post_count == 3 and new.post_count == 3
    assert movable_numbers(topic) == [1, 2, 6]
    assert problems() == []
    permalink = client.get(f"/topics/{topic.pk}/5")
    assert permalink.url == f"{new.get_absolute_url()}#post-3"
    page = client.get(topic.get_absolute_url()).content.decode()
    assert page.count("A facilitator moved this post") == 3 and "Word5" not in page
    assert client.get(f"/topics/{topic.pk}/posts/5/").url == new.posts.get(number=3).own_page_url
    assert found_titles("word5") == ["Only tax"] and found_titles("word2") == ["Care and tax"]
    [act] = Act.objects.all()
    assert (act.verb, act.after["posts"]) == ("TopicSplit", 3)
    assert make.post(topic).number == 7 and make.post(new).number == 4


@pytest.mark.usefixtures("database")
def test_a_merge_moves_everything_and_closes_the_topic_on_both_databases(w, client):
    target = make.topic(within=w.other, title="All of tax")
    room = make.room(w.topic)
    make.message(room, source="In the room.")
    merge(w.topic, w.chair, target=target)
    run_event_listeners()
    topic, target = reload(w.topic), reload(target)
    assert (topic.post_count, topic.closed_at is None, target.last_number) == (0, False, 7)
    replies = target.posts.order_by("number").values_list("number", "reply_to")
    assert dict(replies) == {1: None, 2: None, 3: None, 4: 3, 5: None, 6: 4, 7: 2}
    assert problems() == []
    assert client.get(f"/topics/{topic.pk}/").url == target.get_absolute_url()
    assert client.get(f"/topics/{topic.pk}/6").url == f"{target.get_absolute_url()}#post-7"
    assert "its posts are in another topic" in client.get(topic.get_absolute_url()).content.decode()
    assert "In the room." in client.get(f"/rooms/{room.pk}/").content.decode()
    assert "Care and tax" not in client.get("/themes/care/").content.decode()
    w.theme.refresh_from_db()
    assert (w.theme.topic_count, w.theme.post_count) == (0, 0)
    for refused in (lambda: make.post(topic), lambda: make.message(room)):
        with pytest.raises(Refused, match="was merged into another one"):
            refused()
    with pytest.raises(Refused, match="was merged"):
        facilitation.set_closed(topic, w.chair, closed=False)
    assert merge(topic, w.chair, target=target).last_mark == target.last_mark
    assert Event.objects.filter(name="TopicMerged").count() == 1


def test_read_positions_levels_and_choices_go_along(w):
    half, all_read, new_there = make.member(), make.member(), make.member()
    following.mark_topic_read(half, w.topic, 3)
    following.set_topic_level(w.topic, half, level="watching")
    following.mark_topic_read(all_read, w.topic, 6)
    PlaceChoice.objects.create(member=half, topic=w.topic, when="digest")
    new = split_off(w, 3, 4, 5)
    reads = dict(ReadPosition.objects.filter(topic=new).values_list("member", "read"))
    assert (reads[half.pk], reads[all_read.pk], new_there.pk in reads) == (1, 3, False)
    assert ReadPosition.objects.get(topic=new, member=half).level == "watching"
    assert PlaceChoice.objects.filter(member=half, topic=new, when="digest").exists()
    unread = {topic.pk: topic.first_unread for topic in load_unread_topics(half)}
    assert unread == {w.topic.pk: 6, new.pk: 2}


def test_a_merge_loses_no_unread_post_and_makes_no_read_one_new(w):
    target = make.topic(within=w.theme)
    make.post(target)
    follower, behind, done = make.member(), make.member(), make.member()
    for member, left, there in ((follower, 4, None), (behind, 6, 1), (done, 4, 2)):
        following.mark_topic_read(member, w.topic, left)
        following.set_topic_level(w.topic, member, level="tracking")
        if there:
            following.mark_topic_read(member, reload(target), there)
    merge(w.topic, w.chair, target=target)
    run_event_listeners()
    reads = dict(ReadPosition.objects.filter(topic=target).values_list("member", "read"))
    assert [reads[member.pk] for member in (follower, behind, done)] == [6, 1, 6]
    assert [topic.first_unread for topic in load_unread_topics(done)] == [7]
    assert [topic.first_unread for topic in load_unread_topics(behind)] == [2]


def test_notifications_drafts_bookmarks_and_quotations_lead_to_the_new_place(w, client):
    author = w.topic.posts.get(number=4).author
    fourth = w.topic.posts.get(number=4)
    quoting = make.post(w.topic, source=fourth.quotation_markdown() + "I agree.", reply_to=4)
    make.post(w.topic, source="Dear @m4, look.")
    Bookmark.objects.create(member=author, post=fourth)
    place = f"edit:/topics/{w.topic.pk}/4"
    Draft.objects.create(member=author, place=place, fields={"source": "Better."}, closed=False)
    run_event_listeners()
    new = split_off(w, 4, 7, 8)
    places = Notification.objects.filter(member=author).values_list("topic", "number")
    assert set(places) == {(new.pk, 2), (new.pk, 3)}
    assert Draft.objects.get(member=author).place == f"edit:/topics/{new.pk}/1"
    client.force_login(author)
    assert "Better." in client.get(f"/topics/{new.pk}/posts/1/edit/").content.decode()
    assert Quotation.objects.get().quoted_id == fourth.pk
    edited = topics.edit(
        Post.objects.get(pk=quoting.pk), quoting.author, source=quoting.source + "!", version=1
    )
    assert "checked" in edited.html
    topics.delete(new.posts.get(number=1), author)
    run_event_listeners()
    assert "Word4" not in Post.objects.get(pk=quoting.pk).html
    assert problems() == []


def test_a_repeated_request_of_a_moved_text_is_answered_with_it(w):
    ben, nonce = make.member("ben"), uuid.uuid4()
    post = make.post(w.topic, ben, "Once.", nonce=nonce)
    start = {"title": "Twice", "source": "Once only.", "nonce": uuid.uuid4()}
    topic = topics.start_topic(w.theme, ben, **start)
    split_off(w, post.number)
    assert make.post(w.topic, ben, "Once.", nonce=nonce).pk == post.pk
    merge(topic, w.chair, target=w.topic)
    assert topics.start_topic(w.theme, ben, **start).pk == w.topic.pk
    assert Post.objects.filter(source="Once.").count() == 1


def test_acts_on_a_post_that_was_moved_meanwhile_reach_it(w, client):
    stale = w.topic.posts.select_related("topic__theme", "author").get(number=4)
    new = split_off(w, 4)
    topics.hide(stale, w.chair, why="Rude.")
    assert new.posts.get(number=1).hidden_why == "Rude."
    run_event_listeners()
    assert reload(new).post_count == 0 and problems() == []
    client.force_login(stale.author)
    form = {"source": "New text.", "language": "en", "version": "1"}
    topics.unhide(new.posts.get(number=1), w.chair)
    client.post(f"/topics/{w.topic.pk}/posts/4/edit/", form)
    assert new.posts.get(number=1).source == "New text."
    placeholder = w.topic.posts.get(number=4)
    with pytest.raises(Refused, match="moved this post"):
        topics.restore(placeholder, placeholder.author)
    with pytest.raises(Refused, match="moved this post"):
        topics.unhide(placeholder, w.chair)


def test_nothing_of_a_private_theme_shows_through_old_links(w, client):
    group = Group.objects.create(slug="inner", name="Inner")
    type(w.other).objects.filter(pk=w.other.pk).update(reading_group=group)
    w.other.refresh_from_db()
    new = split_off(w, 4)
    page = client.get(f"/topics/{w.topic.pk}/4")
    assert page.url == f"{w.topic.get_absolute_url()}#post-4"
    for path in (w.topic.get_absolute_url(), f"/topics/{w.topic.pk}/posts/4/"):
        text = client.get(path).content.decode()
        assert "moved this post" in text and "Only tax" not in text and "Word4" not in text
        assert f"/topics/{new.pk}/" not in text
    assert Act.objects.get().after == {"posts": 1}
    client.force_login(w.chair)
    assert client.get(f"/topics/{w.topic.pk}/4").url.startswith(new.get_absolute_url())
    client.logout()
    merge(reload(w.topic), w.chair, target=new)
    run_event_listeners()
    assert client.get(f"/topics/{w.topic.pk}/").url == w.topic.get_absolute_url()
    assert f"/topics/{new.pk}/" not in client.get(w.topic.get_absolute_url()).content.decode()


def test_the_forms_work_by_number_and_say_what_is_wrong(w, client):
    client.force_login(w.chair)
    url = f"/topics/{w.topic.pk}/split/"
    assert 'value="4-"' in client.get(f"{url}?from=4").content.decode()
    form = {"title": "Only tax", "theme": w.other.pk, "note": "From **Care and tax**."}
    for numbers, sentence in (
        ("1-3", "The first post stays"),
        ("four", "Type numbers such as"),
        ("77", "There are no posts"),
    ):
        page = client.post(url, {**form, "numbers": numbers})
        assert page.status_code == 422 and sentence in page.content.decode()
    page = client.post(url, {**form, "numbers": "#4, 6-"}, follow=True).content.decode()
    assert "From <strong>Care and tax</strong>." in page and "Word6" in page
    again = client.post(url, {**form, "numbers": "4, 6-"})
    assert again.status_code == 422 and "There are no posts" in again.content.decode()
    target = make.topic(within=w.theme)
    url = f"/topics/{w.topic.pk}/merge/"
    for text, sentence in (("999", "no such topic"), (str(w.topic.pk), "Choose another")):
        page = client.post(url, {"target": text, "understood": "on"})
        assert page.status_code == 422 and sentence in page.content.decode()
    address = f"https://forum.example{target.get_absolute_url()}?page=1"
    assert client.post(url, {"target": address}).status_code == 422
    page = client.post(url, {"target": address, "understood": "on"})
    assert page.url == target.get_absolute_url()


def test_only_facilitators_of_both_themes_move_posts(w):
    with pytest.raises(Refused, match="Only a facilitator"):
        split(w.topic, w.chair, numbers=[4], title="T", theme=make.theme())
    with pytest.raises(Refused, match="Only a facilitator"):
        merge(w.topic, w.chair, target=make.topic())
    hidden = make.topic(within=w.theme)
    facilitation.hide_topic(hidden, w.chair, why="Spam.")
    with pytest.raises(Refused, match="hidden"):
        merge(w.topic, w.chair, target=hidden)
    with pytest.raises(Refused, match="hidden"):
        split(hidden, w.chair, numbers=[2], title="T", theme=w.theme)
    assert not Event.objects.filter(name__in=["TopicSplit", "TopicMerged"]).exists()


def test_an_accepted_answer_that_leaves_is_no_longer_accepted(w):
    facilitation.set_kind(w.topic, w.chair, is_question=True)
    topics.accept_answer(w.topic.posts.get(number=4), w.chair)
    target = make.topic(within=w.theme, is_question=True)
    merge(reload(w.topic), w.chair, target=target)
    assert reload(w.topic).accepted_number is None
    assert reload(target).accepted_number == 5
