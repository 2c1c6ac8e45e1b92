"""In slow mode a member posts once in so many minutes."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.facilitation import actions
from forum.topics import actions as topics
from forum.topics import rules
from forum.topics.models import Post
from tests import factories as make


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def topic(chair):
    topic = make.topic(within=make.theme("care", facilitators=(chair,)))
    return actions.set_slow_mode(topic, chair, minutes=10)


@pytest.mark.django_db
def test_a_second_post_is_refused_with_its_text_until_the_minutes_have_passed(client, topic):
    ben = make.member("ben")
    post = make.post(topic, ben)
    client.force_login(ben)
    form = {"source": "My second thought.", "nonce": str(uuid.uuid4())}
    page = client.post(f"/topics/{topic.pk}/reply/", form)
    assert page.status_code == 422
    text = page.content.decode()
    assert "you can post once in 10 minutes. Wait 10 minutes" in text
    assert "My second thought." in text
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    assert make.post(topic, ben).number == 3


@pytest.mark.django_db
def test_facilitators_and_other_members_do_not_wait_and_edits_are_free(topic, chair):
    ben = make.member("ben")
    post = make.post(topic, ben)
    assert not rules.refuse_edit(ben, post, why="")
    numbers = [make.post(topic, author).number for author in (chair, chair, make.member())]
    assert numbers == [3, 4, 5]


@pytest.mark.django_db
def test_deleting_a_post_does_not_end_the_wait(topic):
    ben = make.member("ben")
    topics.delete(make.post(topic, ben), ben)
    with pytest.raises(Refused, match="slow mode"):
        make.post(topic, ben)


@pytest.mark.django_db
def test_only_a_facilitator_sets_it_and_the_page_says_it(client, topic, chair):
    with pytest.raises(Refused, match="Only a facilitator"):
        actions.set_slow_mode(topic, make.member(), minutes=0)
    assert actions.set_slow_mode(topic, chair, minutes=10).last_mark == topic.last_mark
    assert Event.objects.get(name="TopicSlowed").body["minutes"] == 10
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Slow mode: one post in 10 minutes" in page
    client.force_login(chair)
    assert client.post(f"/topics/{topic.pk}/slow_mode/", {"minutes": "7"}).status_code == 422
    assert client.post(f"/topics/{topic.pk}/slow_mode/", {"minutes": "0"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_once_one_passes_and_one_form_sent_twice_is_one_post(topic):
    ben, cleo, nonce = make.member("ben"), make.member("cleo"), uuid.uuid4()
    requests = [(ben, uuid.uuid4()), (ben, uuid.uuid4()), (cleo, nonce), (cleo, nonce)]
    outcomes = []
    start = threading.Barrier(len(requests))

    def send(author, nonce):
        start.wait()
        try:
            outcomes.append((author, make.post(topic, author, nonce=nonce).number))
        except Refused:
            outcomes.append((author, "refused"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=request) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    of_ben = [outcome for author, outcome in outcomes if author == ben]
    of_cleo = [outcome for author, outcome in outcomes if author == cleo]
    assert sorted(map(str, of_ben))[1] == "refused" and "refused" not in of_cleo
    assert topic.posts.count() == 3 and len(set(of_cleo)) == 1
