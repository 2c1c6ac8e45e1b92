"""Commands that repair counters and render the HTML of an older pipeline again."""

from io import StringIO

import pytest
from django.core.management import call_command

from collective_brain.event_log.models import Event
from forum import markup
from forum.chat.models import Message
from forum.topics.models import Post, Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


def output_of(*command: str) -> str:
    output = StringIO()
    call_command(*command, stdout=output)
    return output.getvalue()


def test_recount_repairs_wrong_counters_and_changes_nothing_else():
    correct, wrong = make.topic(), make.topic(make.member(community="academic"))
    make.post(wrong, make.member("ben"))
    Topic.objects.filter(pk=wrong.pk).update(post_count=7, by_academic=False, last_poster=None)
    assert output_of("repair_counters") == "1 topics had a wrong counter.\n"
    wrong.refresh_from_db()
    assert (wrong.post_count, wrong.by_academic, wrong.last_poster.handle) == (2, True, "ben")
    assert output_of("repair_counters") == "0 topics had a wrong counter.\n"
    assert correct.theme.topic_count == 0
    assert type(correct.theme).objects.get(pk=correct.theme_id).topic_count == 1


def test_old_html_is_rendered_again_with_a_new_change_mark():
    topic, room = make.topic(), make.room()
    make.message(room)
    Post.objects.update(markup_version=0, html="old")
    Message.objects.update(markup_version=0, html="old")
    assert output_of("rerender_html").split("\n")[:2] == [
        "1 posts rendered again, 0 kept their old HTML.",
        "1 messages rendered again, 0 kept their old HTML.",
    ]
    post, message = topic.posts.get(), room.messages.get()
    assert (post.html, post.changed, post.markup_version) == ("<p>Hello.</p>\n", 2, markup.VERSION)
    assert "Good evening." in message.html
    assert list(Event.objects.values_list("name", flat=True))[-2:] == [
        "PostRemade",
        "MessageRemade",
    ]
    assert "0 posts" in output_of("rerender_html")
