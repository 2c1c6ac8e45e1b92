"""Commands that repair: counters, and HTML of an older pipeline."""

from io import StringIO

import pytest
from django.core.management import call_command

from collective_brain.event_log.models import Event
from forum import markup
from forum.chat.models import Message
from forum.topics.models import Post, Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_recount_repairs_what_is_wrong_and_touches_nothing_else():
    good, bad = make.topic(), make.topic(make.member(community="academic"))
    make.post(bad, make.member("ben"))
    Topic.objects.filter(pk=bad.pk).update(post_count=7, by_academic=False, last_poster=None)
    assert said("repair_counters") == "1 topics had a wrong counter.\n"
    bad.refresh_from_db()
    assert (bad.post_count, bad.by_academic, bad.last_poster.handle) == (2, True, "ben")
    assert said("repair_counters") == "0 topics had a wrong counter.\n"
    assert (
        good.theme.topic_count == 0
        and type(good.theme).objects.get(pk=good.theme_id).topic_count == 1
    )


def test_older_html_is_made_anew_under_a_new_mark():
    topic, room = make.topic(), make.room()
    make.message(room)
    Post.objects.update(markup_version=0, html="old")
    Message.objects.update(markup_version=0, html="old")
    assert said("rerender_html").split("\n")[:2] == [
        "1 posts made anew, 0 kept as they were.",
        "1 messages made anew, 0 kept as they were.",
    ]
    post, message = topic.posts.get(), room.messages.get()
    assert (post.html, post.changed, post.markup_version) == ("<p>Hello.</p>\n", 2, markup.VERSION)
    assert "Good evening." in message.html
    assert list(Event.objects.values_list("name", flat=True))[-2:] == [
        "PostRemade",
        "MessageRemade",
    ]
    assert "0 posts" in said("rerender_html")
