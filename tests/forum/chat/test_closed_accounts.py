"""An account was closed: nobody's text names its handle any more."""

import pytest
from django.utils import timezone

from accounts import actions as people
from accounts.events import MemberClosed
from accounts.models import Member
from accounts.welcome_form import WelcomeForm
from collective_brain.errors import Refused
from forum import markup
from forum.chat import actions as chat
from forum.chat.listeners import replace_mentions_of_closed_account
from forum.topics import actions
from tests import factories as make

pytestmark = pytest.mark.django_db


def close(member) -> None:
    people.close_account(member, by=member)
    for _twice in range(2):
        list(replace_mentions_of_closed_account(MemberClosed(member.pk, by=member.pk), None))


def test_a_closed_accounts_handle_goes_from_every_text_and_version():
    ana, ben = make.member("ana.b"), make.member()
    topic = make.topic(ben, source="Thanks @Ana.b. And `@ana.b`, not @ana.be or x@ana.b.org")
    edited = actions.edit(
        make.post(topic, ben, "@ana.b first"), ben, source="Second.", language="en", version=1
    )
    message = make.message(make.room(topic), ben, "@ana.b: good evening")
    close(ana)
    ana.refresh_from_db()
    former = f"former-{ana.pk}"
    assert ana.handle == former
    first = topic.posts.get(number=1)
    assert first.source == f"Thanks @{former}. And `@{former}`, not @ana.be or x@ana.b.org"
    assert "members/ana.b" not in first.html
    assert [version.source for version in edited.revisions.all()] == [f"@{former} first", "Second."]
    message.refresh_from_db()
    assert message.source == f"@{former}: good evening"


def test_links_to_the_profile_of_a_closed_account_do_not_name_it():
    ana, ben = make.member("ana.b"), make.member()
    links = "[x](/members/ana.b/) https://testserver/members/Ana.B/?q=1 [y](</members/%61na.b>)"
    links += " `/members/ana.b`"
    topic = make.topic(ben, source=links + " and /members/ana.bell/ stays")
    edited = actions.edit(
        make.post(topic, ben, links), ben, source="Second.", language="en", version=1
    )
    message = make.message(make.room(topic), ben, "See https://testserver/members/ana.b.")
    close(ana)
    message.refresh_from_db()
    texts = [topic.posts.get(number=1).source, message.source, message.html]
    texts += [topic.posts.get(number=1).html]
    texts += [text for row in edited.revisions.values_list("source", "html") for text in row]
    for text in texts:
        assert "ana.b" not in text.lower().replace("/members/ana.bell/", ""), text
        assert "%61na" not in text
    assert texts[0].count(f"/members/former-{ana.pk}") == 4
    assert "/members/ana.bell/ stays" in texts[0]


def test_a_text_that_would_become_too_long_loses_the_handle_too():
    ana, ben = make.member("an"), make.member()
    source = "@an " + "x" * (markup.MAX_POST_LENGTH - 4)
    topic = make.topic(ben, source=source)
    close(ana)
    assert topic.posts.get().source == source.replace("@an", "@…")


def test_closing_goes_on_where_it_stopped_when_the_worker_was_killed(monkeypatch):
    ana, ben = make.member("ana.b"), make.member()
    topic = make.topic(ben, source="Thanks @ana.b.")
    message = make.message(make.room(topic), ben, "@ana.b: good evening")
    people.close_account(ana, by=ana)
    monkeypatch.setattr(chat, "replace_mention", killed)
    with pytest.raises(KeyboardInterrupt):
        list(replace_mentions_of_closed_account(MemberClosed(ana.pk, by=ana.pk), None))
    ana.refresh_from_db()
    assert ana.handle == "ana.b", "the row keeps the handle while a text names it"
    monkeypatch.undo()
    close(ana)
    message.refresh_from_db()
    assert message.source == f"@former-{ana.pk}: good evening"


def killed(*_arguments):
    raise KeyboardInterrupt


def test_nobody_gets_the_handle_of_a_closed_account():
    ana = make.member("ana.b")
    close(ana)
    newcomer = Member.objects.create_user("new@example.org", "x", email_confirmed_at=timezone.now())
    profile = {"name": "New", "community": "academic", "side": "", "languages": []}
    for handle in ("ana.b", "Ana.B"):
        form = WelcomeForm({**profile, "handle": handle, "time_zone": "UTC"}, member=newcomer)
        assert "This username is taken." in str(form.errors["handle"])
        with pytest.raises(Refused, match="This username is taken"):
            people.finish_sign_up(newcomer, handle=handle, name="New", community="academic")
    people.finish_sign_up(newcomer, handle="ana.c", name="New", community="academic")


def test_a_longer_handle_that_begins_alike_is_left_alone():
    ana, longer = make.member("ana"), make.member("ana.lopez")
    topic = make.topic(longer, source="Ask @ana.lopez.")
    message = make.message(make.room(topic), longer, "@ana.lopez!")
    marks = topic.posts.get().changed, message.changed
    people.close_account(ana, by=ana)
    list(replace_mentions_of_closed_account(MemberClosed(ana.pk, by=ana.pk), None))
    message.refresh_from_db()
    assert (topic.posts.get().changed, message.changed) == marks
