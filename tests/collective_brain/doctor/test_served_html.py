"""`manage.py doctor` finds HTML in the caches of a serving process, and has it rendered again."""

import urllib.request

import pytest

from bench.served.doctor import doctor

CHECKS = ("--only", "served-posts", "served-messages")
WRITE = """
from forum.chat.models import Message
from forum.topics.models import Post
from tests import factories as make
topic = make.topic(source="As it was written.")
message = make.message(make.room(topic), source="As it was said.")
Post.objects.filter(topic=topic).update(html="<p>Spoilt.</p>")
Message.objects.filter(pk=message.pk).update(html="<p>Spoilt.</p>")
print(topic.pk, topic.get_absolute_url(), message.room_id, message.room.get_absolute_url())
"""
CORRECT = """
from forum.chat.models import Message
from forum.topics.models import Post
Post.objects.filter(topic={topic}).update(html="<p>As it was written.</p>\\n")
Message.objects.filter(room={room}).update(html="<p>As it was said.</p>\\n")
"""


def read(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


@pytest.mark.drill("served HTML", 25)
def test_html_in_a_cache_of_the_server_is_found_and_rendered_again(site):
    assert doctor(site, *CHECKS) == ["Nothing is wrong."]
    topic, topic_path, room, room_path = site.shell(WRITE).split()
    for path in (topic_path, room_path):
        assert "Spoilt." in read(site.url + path)  # the server has it in its caches now
    site.shell(CORRECT.format(topic=topic, room=room))
    assert doctor(site, "--fix", *CHECKS) == [
        f"The site serves old HTML of post {topic}/1. Repaired.",
        f"The site serves old HTML of message {room}/1. Repaired.",
        "2 problems found, 2 repaired.",
    ]
    assert doctor(site, *CHECKS) == ["Nothing is wrong."]
    assert "As it was written." in read(site.url + topic_path)
    assert "As it was said." in read(site.url + room_path)
