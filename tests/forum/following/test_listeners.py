"""The listeners of following. A listener that runs twice changes nothing the second time."""

import pytest

from accounts import actions as people
from accounts import hooks
from accounts.events import MemberClosed, MemberWelcomed
from forum.chat.events import MessageSaid
from forum.following import actions, listeners
from forum.following.models import ReadPosition, RoomReadPosition, ThemeFollow
from forum.topics.events import PostPublished, TopicStarted
from tests import factories as make

pytestmark = pytest.mark.django_db


def run_twice(listener, event) -> None:
    listener(event)
    listener(event)


class TestMarkReadAndTrackForAuthor:
    def test_the_author_tracks_the_topic_and_has_read_their_own_post(self):
        ana, topic = make.member(), make.topic()
        post = make.post(topic, ana)
        run_twice(listeners.mark_read_and_track_for_author, PostPublished(post.pk, by=ana.pk))
        position = ReadPosition.objects.get(member=ana)
        assert (position.level, position.reason, position.read) == ("tracking", "wrote", 2)

    def test_the_author_of_a_new_topic_tracks_it(self):
        topic = make.topic()
        listeners.mark_read_and_track_for_author(
            TopicStarted(topic.posts.get().pk, by=topic.author_id)
        )
        assert ReadPosition.objects.get(topic=topic).level == "tracking"

    @pytest.mark.parametrize("level", ["muted", "normal", "watching"])
    def test_a_chosen_level_is_never_overridden(self, level):
        ana, topic = make.member(), make.topic()
        actions.set_topic_level(topic, ana, level=level)
        run_twice(
            listeners.mark_read_and_track_for_author,
            PostPublished(make.post(topic, ana).pk, by=ana.pk),
        )
        position = ReadPosition.objects.get(member=ana)
        assert (position.level, position.reason, position.read) == (level, "chosen", 2)

    def test_it_happens_right_after_the_commit(self, django_capture_on_commit_callbacks):
        ana, topic = make.member(), make.topic()
        with django_capture_on_commit_callbacks(execute=True):
            make.post(topic, ana)
        assert ReadPosition.objects.get(member=ana).reason == "wrote"


def test_the_author_of_a_message_has_read_the_room_up_to_it():
    ana, room = make.member(), make.room()
    make.message(room)
    message = make.message(room, ana)
    run_twice(listeners.mark_room_read_for_author, MessageSaid(message.pk, by=ana.pk))
    assert RoomReadPosition.objects.get(member=ana).read == 2


def test_the_themes_that_were_chosen_during_sign_up_are_tracked():
    ana, theme = make.member(), make.theme()
    run_twice(
        listeners.track_sign_up_themes, MemberWelcomed(ana.pk, by=ana.pk, theme_ids=(theme.pk,))
    )
    assert ThemeFollow.objects.get(member=ana).level == "tracking"


def test_sign_up_offers_every_theme():
    theme = make.theme("savings")
    assert (theme.pk, "Savings") in hooks.theme_choices()


def test_a_closed_account_follows_nothing():
    ana, topic = make.member(), make.topic()
    actions.set_topic_level(topic, ana, level="watching")
    actions.set_theme_level(topic.theme, ana, level="watching")
    run_twice(listeners.delete_follows_and_positions, MemberClosed(ana.pk, by=ana.pk))
    assert not ReadPosition.objects.filter(member=ana).exists()
    assert not ThemeFollow.objects.exists()


def test_listeners_that_run_after_an_account_was_closed_store_nothing():
    ana, topic = make.member(), make.topic()
    post, message = make.post(topic, ana), make.message(make.room(topic), ana)
    people.close_account(ana, by=ana)
    listeners.mark_read_and_track_for_author(PostPublished(post.pk, by=ana.pk))
    listeners.mark_room_read_for_author(MessageSaid(message.pk, by=ana.pk))
    listeners.track_sign_up_themes(MemberWelcomed(ana.pk, by=ana.pk, theme_ids=(topic.theme_id,)))
    assert not ReadPosition.objects.filter(member=ana).exists()
    assert not RoomReadPosition.objects.filter(member=ana).exists()
    assert not ThemeFollow.objects.filter(member=ana).exists()
