"""An account was closed: nobody's text names its handle any more."""

import pytest

from accounts import actions as people
from accounts.events import MemberClosed
from forum.chat.listeners import replace_mentions_of_closed_account
from forum.topics import actions
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_closed_accounts_handle_goes_from_every_text_and_version():
    ana, ben = make.member("ana.b"), make.member()
    topic = make.topic(ben, source="Thanks @Ana.b. And `@ana.b`, not @ana.be or x@ana.b.org")
    edited = actions.edit(
        make.post(topic, ben, "@ana.b first"), ben, source="Second.", language="en", version=1
    )
    message = make.message(make.room(topic), ben, "@ana.b: good evening")
    people.close_account(ana, by=ana)
    for _twice in range(2):
        list(replace_mentions_of_closed_account(MemberClosed(ana.pk, by=ana.pk), None))
    ana.refresh_from_db()
    former = f"former-{ana.pk}"
    assert ana.handle == former
    first = topic.posts.get(number=1)
    assert first.source == f"Thanks @{former}. And `@{former}`, not @ana.be or x@ana.b.org"
    assert "members/ana.b" not in first.html
    assert [version.source for version in edited.revisions.all()] == [f"@{former} first", "Second."]
    message.refresh_from_db()
    assert message.source == f"@{former}: good evening"


def test_a_longer_handle_that_begins_alike_is_left_alone():
    ana, longer = make.member("ana"), make.member("ana.lopez")
    topic = make.topic(longer, source="Ask @ana.lopez.")
    message = make.message(make.room(topic), longer, "@ana.lopez!")
    marks = topic.posts.get().changed, message.changed
    people.close_account(ana, by=ana)
    list(replace_mentions_of_closed_account(MemberClosed(ana.pk, by=ana.pk), None))
    message.refresh_from_db()
    assert (topic.posts.get().changed, message.changed) == marks
