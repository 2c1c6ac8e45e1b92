"""A topic's address leads to the topic, whatever its title."""

import re

from django.urls import get_resolver, resolve

from forum.topics.models import RESERVED_SLUGS, Topic


def test_a_title_that_reads_like_an_action_still_leads_to_its_topic():
    topic = Topic(pk=1)
    topic.set_title("Reply!")
    assert topic.slug == "topic-reply"
    assert resolve(topic.get_absolute_url()).view_name == "topics:topic"


def test_every_word_below_a_topic_is_taken():
    slices = [getattr(slice, "url_patterns", []) for slice in get_resolver().url_patterns]
    routes = "\n".join(str(address.pattern) for slice in slices for address in slice)
    assert (
        set(re.findall(r"^topics/<int:topic_id>/([a-z_]+)/$", routes, re.MULTILINE))
        == RESERVED_SLUGS
    )
