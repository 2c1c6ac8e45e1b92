"""Actions and listeners of drafts: no save overwrites a newer draft, and a sent text closes it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.events import MemberClosed
from accounts.models import Member
from collective_brain.errors import Refused
from forum.chat import actions as chat
from forum.chat import events as chat_events
from forum.drafts import actions, listeners, targets
from forum.drafts.actions import DraftConflict
from forum.drafts.models import Draft
from forum.facilitation import actions as facilitation
from forum.topics import actions as topics
from forum.topics import events
from forum.topics.models import Post
from tests import factories as make

pytestmark = pytest.mark.django_db


def save(member, place: str, source="Text", *, sequence=0, **fields) -> Draft:
    target = targets.find_target(place, member)
    assert target, place
    return actions.save(member, target, sequence=sequence, source=source, **fields)


def open_drafts(member) -> dict[str, str]:
    return {draft.place: draft.fields.get("source", "") for draft in Draft.objects.open_of(member)}


def draft_places(member) -> list[str]:
    return Member.objects.get(pk=member.pk).draft_places


class TestSequence:
    def test_a_save_with_the_last_sequence_gets_the_next_one(self):
        ana, topic = make.member(), make.topic()
        for sequence, text in enumerate(("One", "One two", "One two three")):
            assert save(ana, topic.stream_name, text, sequence=sequence).sequence == sequence + 1
        assert open_drafts(ana) == {topic.stream_name: "One two three"}

    def test_an_older_tab_gets_a_conflict_and_overwrites_nothing(self):
        ana, topic = make.member(), make.topic()
        save(ana, topic.stream_name, "One")
        save(ana, topic.stream_name, "From the phone", sequence=1)
        for older in (0, 1):
            with pytest.raises(DraftConflict, match="newer draft") as stale:
                save(ana, topic.stream_name, "From the older tab", sequence=older)
        assert stale.value.draft.fields["source"] == "From the phone"
        assert stale.value.draft.sequence == 2
        assert open_drafts(ana) == {topic.stream_name: "From the phone"}
        save(ana, topic.stream_name, "From the older tab", sequence=2)  # "keep mine"
        assert open_drafts(ana) == {topic.stream_name: "From the older tab"}

    def test_a_repeat_after_a_lost_answer_changes_nothing(self):
        ana, topic, nonce = make.member(), make.topic(), uuid.uuid4()
        first = save(ana, topic.stream_name, nonce=nonce)
        assert save(ana, topic.stream_name, nonce=nonce).sequence == first.sequence == 1

    def test_a_text_without_a_word_closes_the_draft(self):
        ana, topic = make.member(), make.topic()
        save(ana, topic.stream_name, "One")
        save(ana, topic.stream_name, " \n", sequence=1)
        assert open_drafts(ana) == {} and draft_places(ana) == []
        assert save(ana, topic.stream_name, "Two", sequence=2).sequence == 3

    def test_a_title_without_a_text_is_a_draft(self):
        ana, theme = make.member(), make.theme()
        save(ana, f"start:{theme.pk}", "", title="Seeds")
        assert open_drafts(ana).keys() == {f"start:{theme.pk}"}

    def test_every_filled_in_field_is_stored(self):
        ana, topic = make.member(), make.topic()
        fields = {
            "source": "T",
            "language": "fr",
            "reply_to": 3,
            "nonce": uuid.uuid4(),
            "title": "",
        }
        draft = save(ana, topic.stream_name, **fields)
        assert draft.fields == {n: str(text) for n, text in fields.items() if text}


class TestDiscarding:
    def test_a_discarded_draft_keeps_no_text(self):
        ana, topic = make.member(), make.topic()
        save(ana, topic.stream_name, nonce=uuid.uuid4())
        actions.discard(ana, topic.stream_name, sequence=1)
        actions.discard(ana, topic.stream_name, sequence=1)  # a double click
        assert open_drafts(ana) == {} and draft_places(ana) == []
        assert "Text" not in str(Draft.objects.values_list("fields"))

    def test_an_older_page_does_not_discard_a_newer_draft(self):
        ana, topic = make.member(), make.topic()
        save(ana, topic.stream_name, "One")
        save(ana, topic.stream_name, "Two", sequence=1)
        with pytest.raises(DraftConflict):
            actions.discard(ana, topic.stream_name, sequence=1)
        assert open_drafts(ana) == {topic.stream_name: "Two"}

    def test_a_tab_with_a_discarded_draft_gets_a_conflict_and_a_new_text_is_saved(self):
        ana, topic, nonce = make.member(), make.topic(), uuid.uuid4()
        save(ana, topic.stream_name, nonce=nonce)
        actions.discard(ana, topic.stream_name, sequence=1)
        with pytest.raises(DraftConflict, match="sent or discarded") as stale:
            save(ana, topic.stream_name, "Text, and more", sequence=1, nonce=nonce)
        assert stale.value.draft.closed and stale.value.draft.sequence == 2
        save(ana, topic.stream_name, "Another", nonce=uuid.uuid4())
        assert open_drafts(ana) == {topic.stream_name: "Another"}

    def test_an_edit_can_begin_again_after_its_draft_was_discarded(self):
        ana = make.member()
        place = f"edit:{make.topic(ana).posts.get().get_absolute_url()}"
        save(ana, place, "Hello, all.", version=1)
        actions.discard(ana, place, sequence=1)
        with pytest.raises(DraftConflict):
            save(ana, place, "Hello, all of you.", sequence=1, version=1)
        assert save(ana, place, "Hello, you.", version=1).sequence == 3


class TestSending:
    def test_a_sent_reply_closes_its_draft(self, django_capture_on_commit_callbacks):
        ana, topic, nonce = make.member(), make.topic(), uuid.uuid4()
        save(ana, topic.stream_name, "Almost", nonce=nonce)
        with django_capture_on_commit_callbacks(execute=True):
            make.post(topic, ana, "Done", nonce=nonce)
        assert open_drafts(ana) == {} and draft_places(ana) == []

    def test_a_sent_topic_a_message_and_edits_close_their_drafts(
        self, django_capture_on_commit_callbacks
    ):
        ana, theme, room, nonces = (
            make.member(),
            make.theme(),
            make.room(),
            [uuid.uuid4() for _ in range(2)],
        )
        post, message = make.topic(ana).posts.get(), make.message(room, ana)
        edits = [f"edit:{item.get_absolute_url()}" for item in (post, message)]
        save(ana, f"start:{theme.pk}", title="Seeds", nonce=nonces[0])
        save(ana, room.stream_name, nonce=nonces[1])
        for place in edits:
            save(ana, place, version=1)
        assert len(open_drafts(ana)) == 4
        with django_capture_on_commit_callbacks(execute=True):
            make.topic(ana, within=theme, nonce=nonces[0])
            make.message(room, ana, nonce=nonces[1])
            topics.edit(post, ana, source="Hello, all.", language="en", version=1)
            chat.edit(message, ana, source="Good night.", version=1)
        assert open_drafts(ana) == {}

    def test_the_same_text_from_another_form_closes_the_draft(self):
        ana, topic = make.member(), make.topic()
        save(ana, topic.stream_name, "Done", nonce=uuid.uuid4())
        post = make.post(topic, ana, "Done")
        listeners.close_draft_of_post(events.PostPublished(post.pk, by=ana.pk))
        assert open_drafts(ana) == {}

    def test_a_reply_that_was_refused_before_closes_its_draft(self, client):
        """After the refusal the form has another nonce, and its text is another one."""
        ana, topic, nonce = make.member(), make.topic(), str(uuid.uuid4())
        save(ana, topic.stream_name, "Half a thought", nonce=nonce)
        client.force_login(ana)
        address = reverse("topics:reply", args=[topic.pk])
        refused = client.post(
            address, {"source": "[nothing]: https://example.org/", "nonce": nonce}
        )
        fresh = refused.context["form"]["nonce"].value()
        assert fresh != nonce
        assert (
            client.post(address, {"source": "A whole thought", "nonce": fresh}).status_code == 302
        )
        listeners.close_draft_of_post(events.PostPublished(topic.posts.get(number=2).pk, by=ana.pk))
        assert open_drafts(ana) == {}
        with pytest.raises(DraftConflict):  # a save that was on its way
            save(ana, topic.stream_name, "Half a thought", nonce=nonce)

    def test_an_invented_sequence_does_not_lock_a_draft(self):
        ana, topic = make.member(), make.topic()
        draft = save(ana, topic.stream_name, "One", sequence=2**31 - 1)
        draft = save(ana, topic.stream_name, "Two", sequence=draft.sequence)
        actions.discard(ana, topic.stream_name, sequence=draft.sequence)
        assert open_drafts(ana) == {}

    def test_the_draft_of_another_text_at_the_same_place_stays(self):
        """The first message waits for the connection while the member writes the next one."""
        ana, room, nonce = make.member(), make.room(), uuid.uuid4()
        save(ana, room.stream_name, "The next one", nonce=uuid.uuid4())
        message = make.message(room, ana, "The first one", nonce=nonce)
        listeners.close_draft_of_message(chat_events.MessageSaid(message.pk, by=ana.pk))
        assert open_drafts(ana) == {room.stream_name: "The next one"}

    def test_the_draft_of_another_member_stays(self):
        ana, ben, topic = make.member(), make.member(), make.topic()
        save(ben, topic.stream_name, "Done")
        post = make.post(topic, ana, "Done")
        listeners.close_draft_of_post(events.PostPublished(post.pk, by=ana.pk))
        assert open_drafts(ben) == {topic.stream_name: "Done"}

    @pytest.mark.parametrize("first", [True, False])
    def test_a_late_save_of_a_sent_text_does_not_reopen_the_draft(self, first):
        ana, topic, room = make.member(), make.topic(), make.room()
        for place, send, nonce in (
            (topic.stream_name, lambda n: make.post(topic, ana, "Done", nonce=n), uuid.uuid4()),
            (room.stream_name, lambda n: make.message(room, ana, "Done", nonce=n), uuid.uuid4()),
        ):
            if first:
                save(ana, place, "Almost", nonce=nonce)
            item = send(nonce)
            if isinstance(item, Post):
                listeners.close_draft_of_post(events.PostPublished(item.pk, by=ana.pk))
            else:
                listeners.close_draft_of_message(chat_events.MessageSaid(item.pk, by=ana.pk))
            for sequence in (0, 1):
                with pytest.raises(DraftConflict):
                    save(ana, place, "Done", sequence=sequence, nonce=nonce)
        assert open_drafts(ana) == {}

    def test_a_late_save_of_an_edit_does_not_reopen_the_draft(self):
        ana = make.member()
        post = make.topic(ana).posts.get()
        place = f"edit:{post.get_absolute_url()}"
        topics.edit(post, ana, source="Hello, all.", language="en", version=1)
        assert save(ana, place, "Hello, all.", version=1, language="en").closed
        with pytest.raises(DraftConflict):
            save(ana, place, "Hello, al", version=1)
        save(ana, place, "Hello, everybody.", version=2)
        assert open_drafts(ana) == {place: "Hello, everybody."}

    def test_a_draft_stays_when_a_facilitator_edits_the_post(self):
        ana, chair = make.member(), make.member()
        post = make.topic(ana, within=make.theme(facilitators=(chair,))).posts.get()
        topics.edit(post, chair, source="Hello!", language="en", version=1, why="Spelling")
        save(ana, f"edit:{post.get_absolute_url()}", "Hello, you.", version=1)
        assert len(open_drafts(ana)) == 1


class TestTargets:
    @pytest.mark.parametrize(
        "name",
        [
            "",
            "topic:0",
            "topic:1x",
            "topic:99999999",
            "topic:٣",
            "edit:/topics/1/99",
            "room:7",
            "start:9" * 9,
            "x:1",
        ],
    )
    def test_a_place_that_does_not_exist_has_no_target(self, name):
        make.topic()
        assert targets.find_target(name, make.member()) is None

    def test_a_hidden_topic_and_its_room_are_no_targets(self):
        ana, chair = make.member(), make.member()
        topic = make.topic(ana, within=make.theme(facilitators=(chair,)))
        room = make.room(topic)
        names = [topic.stream_name, room.stream_name, f"edit:/topics/{topic.pk}/1"]
        assert targets.find_targets(names, ana).keys() == set(names)
        facilitation.hide_topic(topic, chair, why="Advertising")
        assert targets.find_targets(names, ana) == {}
        assert targets.find_targets(names, chair).keys() >= set(names[:2])

    def test_an_edit_is_a_target_only_for_members_who_may_edit(self):
        ana, ben, room = make.member(), make.member(), make.room()
        make.message(room, ana)
        post = f"edit:{make.topic(ana).posts.get().get_absolute_url()}"
        for place in (post, f"edit:/rooms/{room.pk}/1"):
            assert targets.find_target(place, ana) and not targets.find_target(place, ben)

    def test_the_url_of_each_target_shows_its_form(self, client):
        ana, theme = make.member(), make.theme()
        topic = make.topic(ana, within=theme)
        room = make.room(topic)
        make.message(room, ana)
        names = [topic.stream_name, f"start:{theme.pk}", room.stream_name]
        names += [f"edit:/topics/{topic.pk}/1", f"edit:/rooms/{room.pk}/1"]
        client.force_login(ana)
        target_by_place = targets.find_targets(names, ana)
        assert target_by_place.keys() == set(names)
        for place, target in target_by_place.items():
            assert f'data-target="{place}"' in client.get(target.url).content.decode()


class TestLimits:
    def test_a_member_has_a_limited_number_of_drafts(self, settings):
        settings.DRAFTS_MOST = 2
        ana, topics_ = make.member(), [make.topic() for _ in range(3)]
        for topic in topics_[:2]:
            save(ana, topic.stream_name)
        with pytest.raises(Refused, match="You have 2 drafts"):
            save(ana, topics_[2].stream_name)
        save(ana, topics_[0].stream_name, "Longer", sequence=1)
        actions.discard(ana, topics_[1].stream_name, sequence=1)
        save(ana, topics_[2].stream_name)
        assert len(open_drafts(ana)) == 2

    def test_a_suspended_member_cannot_save_a_draft(self):
        until = timezone.now() + timedelta(days=1)
        with pytest.raises(Refused, match="suspended"):
            save(make.member(suspended_until=until), make.topic().stream_name)

    def test_a_silenced_member_can_save_a_draft(self):
        ana = make.member(silenced_until=timezone.now() + timedelta(days=1))
        assert save(ana, make.topic().stream_name).sequence == 1

    def test_old_drafts_and_rows_of_closed_ones_are_deleted(self):
        ana, ben, topic, nonce = make.member(), make.member(), make.topic(), uuid.uuid4()
        save(ana, topic.stream_name)
        save(ana, make.topic().stream_name)
        save(ben, topic.stream_name, nonce=nonce)
        actions.discard(ben, topic.stream_name, sequence=1)
        Draft.objects.filter(place=topic.stream_name).update(
            saved_at=timezone.now() - timedelta(days=89)
        )
        actions.delete_old_drafts()
        assert len(open_drafts(ana)) == 2 and not Draft.objects.filter(member=ben)
        Draft.objects.filter(place=topic.stream_name).update(
            saved_at=timezone.now() - timedelta(days=91)
        )
        actions.delete_old_drafts()
        assert list(open_drafts(ana)) == draft_places(ana) and len(open_drafts(ana)) == 1

    def test_the_drafts_of_a_closed_account_are_deleted(self):
        ana = make.member()
        save(ana, make.topic().stream_name)
        listeners.delete_drafts_of_closed_account(MemberClosed(ana.pk, by=ana.pk))
        assert not Draft.objects.exists() and draft_places(ana) == []


class TestRestored:
    """A text that a browser had stored, and may have sent before the scripts of the page came."""

    @pytest.mark.parametrize("kind", ["topic", "room", "start"])
    def test_words_that_were_published_there_a_short_time_ago_are_sent(self, kind):
        ana, topic = make.member(), make.topic()
        room = make.room(topic)
        text = {"source": "Hello", "nonce": uuid.uuid4(), "language": "en"}
        place = {
            "topic": topic.stream_name,
            "room": room.stream_name,
            "start": f"start:{topic.theme_id}",
        }[kind]
        if kind == "topic":
            topics.reply(topic, ana, **text)
        elif kind == "room":
            chat.say(room, ana, **text)
        else:
            topics.start_topic(topic.theme, ana, title="A title", **text)
        with pytest.raises(DraftConflict) as conflict:
            save(ana, place, "Hello", nonce=uuid.uuid4(), restored=True)
        assert conflict.value.is_sent
        assert open_drafts(ana) == {}
        save(ana, place, "Hello to all", nonce=uuid.uuid4(), restored=True)
        assert open_drafts(ana) == {place: "Hello to all"}

    def test_the_same_words_may_be_typed_again(self):
        ana, topic = make.member(), make.topic()
        topics.reply(topic, ana, source="Yes", nonce=uuid.uuid4(), language="en")
        save(ana, topic.stream_name, "Yes", nonce=uuid.uuid4())
        assert open_drafts(ana) == {topic.stream_name: "Yes"}

    def test_words_of_somebody_else_or_of_an_earlier_day_are_not_sent(self):
        ana, ben, topic = make.member(), make.member(), make.topic()
        topics.reply(topic, ben, source="Yes", nonce=uuid.uuid4(), language="en")
        post = topics.reply(topic, ana, source="Yes", nonce=uuid.uuid4(), language="en")
        Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=1))
        save(ana, topic.stream_name, "Yes", nonce=uuid.uuid4(), restored=True)
        assert open_drafts(ana) == {topic.stream_name: "Yes"}
