"""Every action of a topic: success, refusal, repeat, event."""

import uuid

import pytest
from django.utils import timezone

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.facilitation import actions as facilitation
from forum.topics import actions, listeners, quotation_actions
from forum.topics.events import PostDeleted, PostPublished
from forum.topics.models import Post, Quotation
from tests import factories as make

pytestmark = pytest.mark.django_db


def happened() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


class TestStart:
    def test_a_topic_begins_with_its_first_post(self):
        ana = make.member("ana", community="academic")
        topic = make.topic(ana, title="  Savings\u200b groups ", source="Who has one?")
        assert (topic.title, topic.slug, topic.last_number, topic.post_count) == (
            "Savings groups",
            "savings-groups",
            1,
            1,
        )
        assert topic.posts.get().html == "<p>Who has one?</p>\n"
        assert (topic.by_academic, topic.by_practitioner, topic.last_poster) == (True, False, ana)
        assert happened() == ["TopicStarted"]

    def test_a_repeat_returns_the_first_topic(self):
        ana, theme, nonce = make.member(), make.theme(), uuid.uuid4()
        first = make.topic(ana, within=theme, title="One", nonce=nonce)
        assert make.topic(ana, within=theme, title="One", nonce=nonce) == first
        assert happened() == ["TopicStarted"]

    @pytest.mark.parametrize("change", [{"title": "Two"}, {"source": "Other words."}])
    def test_the_same_form_with_another_text_is_refused(self, change):
        ana, theme, nonce = make.member(), make.theme(), uuid.uuid4()
        make.topic(ana, within=theme, title="One", nonce=nonce)
        with pytest.raises(Refused):
            make.topic(ana, within=theme, **{"title": "One", "nonce": nonce, **change})
        assert Post.objects.count() == 1

    def test_a_title_nobody_can_see_is_refused(self):
        with pytest.raises(Refused, match="Enter a title for the topic"):
            make.topic(title="\u200b\u202e")

    def test_who_has_not_confirmed_an_address_may_not_start(self):
        with pytest.raises(Refused, match="Confirm your e-mail address"):
            make.topic(make.member(email_confirmed_at=None))


class TestReply:
    def test_a_reply_takes_the_next_number_and_moves_the_counts(self):
        topic, ben = make.topic(), make.member("ben", community="constituent", side="workers")
        post = make.post(topic, ben)
        topic.refresh_from_db()
        assert (post.number, topic.last_number, topic.post_count, topic.reply_count) == (2, 2, 2, 1)
        assert (topic.last_poster, topic.last_post_at, topic.by_constituent) == (
            ben,
            post.created_at,
            True,
        )
        assert happened() == ["TopicStarted", "PostPublished"]

    def test_a_repeat_returns_the_first_post(self):
        topic, ben, nonce = make.topic(), make.member(), uuid.uuid4()
        assert make.post(topic, ben, nonce=nonce) == make.post(topic, ben, nonce=nonce)
        assert topic.posts.count() == 2

    def test_the_same_form_with_another_text_is_refused(self):
        topic, ben, nonce = make.topic(), make.member(), uuid.uuid4()
        make.post(topic, ben, nonce=nonce)
        with pytest.raises(Refused, match="already been sent"):
            make.post(topic, ben, "Other words.", nonce=nonce)

    def test_the_same_form_in_another_topic_is_refused(self):
        ben, nonce = make.member(), uuid.uuid4()
        make.post(make.topic(), ben, nonce=nonce)
        with pytest.raises(Refused, match="already been sent"):
            make.post(make.topic(), ben, nonce=nonce)

    def test_a_closed_topic_says_so(self):
        chair = make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)))
        facilitation.set_closed(topic, chair, closed=True)
        with pytest.raises(Refused, match="This topic is closed."):
            make.post(topic)
        assert make.post(topic, chair).number == 2

    def test_a_silenced_member_is_told_until_when(self):
        until = timezone.now() + timezone.timedelta(days=1)
        with pytest.raises(Refused, match="You can read but not write until"):
            make.post(make.topic(), make.member(silenced_until=until))

    def test_the_post_replied_to_links_down_under_a_new_mark(self):
        topic = make.topic()
        make.post(topic, reply_to=1)
        first = topic.posts.get(number=1)
        topic.refresh_from_db()
        assert (first.answers, first.answer_count, first.changed, topic.last_mark) == ([2], 1, 3, 3)

    def test_a_number_that_is_no_post_is_not_replied_to(self):
        assert make.post(make.topic(), reply_to=99).reply_to is None


class TestEdit:
    def edit(self, post, editor, **fields):
        return actions.edit(
            post, editor, **{"source": "Better.", "language": "en", "version": 1, **fields}
        )

    def test_every_version_is_kept(self):
        ana = make.member()
        post = make.topic(ana, source="First.").posts.get()
        edited = self.edit(post, ana)
        assert edited.html == "<p>Better.</p>\n"
        assert [version.source for version in edited.revisions.all()] == ["First.", "Better."]
        assert happened()[-1] == "PostEdited"

    def test_edits_of_the_author_within_five_minutes_are_one_version(self):
        ana = make.member()
        post = make.topic(ana, source="First.").posts.get()
        for version, text in enumerate(("Betr.", "Bettr.", "Better."), 1):
            self.edit(post, ana, source=text, version=version)
        assert self.versions(post) == ["First.", "Better."]
        assert Post.objects.get(pk=post.pk).version == 4
        make.let_revisions_age(post)
        self.edit(post, ana, source="Best.", version=4)
        assert self.versions(post) == ["First.", "Better.", "Best."]

    def test_an_edit_of_somebody_else_stays_a_version(self):
        ana, chair = make.member(), make.member()
        theme = make.theme(facilitators=(chair,))
        post = make.topic(ana, within=theme, source="First.").posts.get()
        self.edit(post, ana, source="Second.")
        self.edit(post, chair, source="Third.", version=2, why="A number")
        self.edit(post, chair, source="Fourth.", version=3, why="A name")
        self.edit(post, ana, source="Fifth.", version=4)
        assert self.versions(post) == ["First.", "Second.", "Third.", "Fourth.", "Fifth."]

    def test_thirty_edits_of_a_long_text_store_two_texts(self):
        ana, long = make.member(), "word " * 2_000
        post = make.topic(ana, source=long).posts.get()
        for version in range(1, 31):
            self.edit(post, ana, source=f"{long}{version}", version=version)
        assert sum(len(text) for text in self.versions(post)) < 2.1 * len(long)

    def versions(self, post):
        return [version.source for version in post.revisions.all()]

    def test_edited_shows_after_five_minutes(self):
        ana = make.member()
        post = make.topic(ana, at=timezone.now() - timezone.timedelta(minutes=6)).posts.get()
        assert self.edit(post, ana).shows_edited
        assert not self.edit(make.topic(ana).posts.get(), ana).shows_edited

    def test_two_editors_do_not_overwrite_each_other(self):
        ana = make.member()
        post = make.topic(ana).posts.get()
        self.edit(post, ana)
        with pytest.raises(Refused, match="changed in the meantime"):
            self.edit(post, ana, source="Third.")

    def test_a_repeat_keeps_one_version(self):
        ana = make.member()
        post = make.topic(ana).posts.get()
        self.edit(post, ana)
        assert self.edit(post, ana).version == 2

    def test_a_facilitator_says_why(self):
        chair = make.member()
        post = make.topic(within=make.theme(facilitators=(chair,))).posts.get()
        with pytest.raises(Refused, match="Give a reason"):
            self.edit(post, chair)
        assert (
            self.edit(post, chair, why="A telephone number").revisions.last().why
            == "A telephone number"
        )

    def test_others_may_not(self):
        with pytest.raises(Refused, match="Only a facilitator"):
            self.edit(make.topic().posts.get(), make.member(), why="I know better")


class TestDeleteAndHide:
    def test_a_deleted_post_leaves_an_empty_tombstone(self):
        ana, topic = make.member(), make.topic()
        post = make.post(topic, ana, "Gone soon.", reply_to=1)
        actions.delete(post, ana)
        read = Post.objects.for_display().get(pk=post.pk)
        topic.refresh_from_db()
        assert read.is_removed and read.body == ""
        assert (topic.post_count, topic.last_poster, topic.last_number) == (1, topic.author, 2)
        assert topic.posts.get(number=1).answers == []
        assert happened()[-1] == "PostDeleted"

    def test_deleting_twice_counts_once(self):
        ana, topic = make.member(), make.topic()
        post = make.post(topic, ana)
        actions.delete(post, ana)
        actions.delete(post, ana)
        topic.refresh_from_db()
        assert topic.post_count == 1

    def test_only_the_author_deletes(self):
        with pytest.raises(Refused, match="Only the author"):
            actions.delete(make.topic().posts.get(), make.member())

    def test_a_facilitator_hides_with_a_reason_and_shows_again(self):
        chair = make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)))
        post = make.post(topic)
        with pytest.raises(Refused, match="Give a reason"):
            actions.hide(post, chair, why="")
        assert actions.hide(post, chair, why="Advertising").hidden_why == "Advertising"
        shown = actions.unhide(post, chair)
        topic.refresh_from_db()
        assert not shown.is_removed and topic.post_count == 2
        assert happened()[-2:] == ["PostHidden", "PostUnhidden"]

    def test_a_quotation_loses_its_words_with_its_post(self):
        ana, topic = make.member(), make.topic()
        post = make.post(topic, ana, "My telephone is 555.")
        quoting = make.post(
            topic, source=f"> [@ana](/topics/{topic.pk}/2)\n> My telephone is 555.\n\nThank you."
        )
        assert "555" in quoting.html
        actions.delete(post, ana)
        list(quotation_actions.empty_quotations_of(actions.delete(post, ana), ana.pk))
        quoting.refresh_from_db()
        assert "555" not in quoting.html + quoting.source and "Thank you." in quoting.html

    def test_what_went_while_its_quotation_was_written_loses_its_words_too(self):
        ana, topic = make.member(), make.topic()
        post = actions.delete(make.post(topic, ana, "My telephone is 555."), ana)
        quoting = make.post(
            topic, source=f"> [@ana](/topics/{topic.pk}/{post.number})\n> 555\n\nThank you."
        )
        for _twice in range(2):
            event = PostPublished(quoting.pk, by=quoting.author_id)
            list(listeners.empty_removed_quotations_in_post(event, None))
        quoting.refresh_from_db()
        assert "555" not in quoting.html + quoting.source and "Thank you." in quoting.html

    def test_every_version_loses_the_words_of_what_went_and_keeps_its_own(self):
        ana, ben, topic = make.member(), make.member(), make.topic()
        post = make.post(topic, ana, "My telephone is 555.")
        quotation = f"> [@ana](/topics/{topic.pk}/{post.number})\n> 555\n\n"
        quoting = make.post(topic, ben, quotation + "One.")
        actions.edit(quoting, ben, source=quotation + "Two.", language="en", version=1)
        list(quotation_actions.empty_quotations_of(actions.delete(post, ana), ana.pk))
        make.let_revisions_age(quoting)
        actions.edit(quoting, ben, source="Three.", language="en", version=2)
        versions = [version.source for version in quoting.revisions.all()]
        assert [text.split("\n")[-1] for text in versions] == ["One.", "Two.", "Three."]
        assert not any("555" in text for text in versions)

    def test_an_old_version_loses_quoted_words_that_were_deleted_even_if_the_newest_quotes_none(
        self,
    ):
        ana, ben, topic = make.member(), make.member(), make.topic()
        post = make.post(topic, ana, "My telephone is 555.")
        quoting = make.post(
            topic, ben, f"> [@ana](/topics/{topic.pk}/{post.number})\n> 555\n\nOne."
        )
        actions.edit(quoting, ben, source="Two.", language="en", version=1)
        for _twice in range(2):
            list(quotation_actions.empty_quotations_of(actions.delete(post, ana), ana.pk))
        first, second = quoting.revisions.all()
        assert "555" not in first.source + first.html and first.source.endswith("One.")
        assert second.source == "Two." and happened()[-1] == "QuotationsEmptied"

    def test_many_revisions_are_emptied_in_pieces_that_can_be_continued(self):
        ana, ben, topic = make.member(), make.member(), make.topic()
        post = make.post(topic, ana, "My telephone is 555.")
        quotation = f"> [@ana](/topics/{topic.pk}/2)\n> 555\n\n"
        quoting = make.post(topic, ben, quotation + "0.")
        for number in range(1, 5):
            make.let_revisions_age(quoting)
            actions.edit(
                quoting, ben, source=f"{quotation}{number}.", language="en", version=number
            )
        event, position, positions = PostDeleted(actions.delete(post, ana).pk, by=ana.pk), None, []
        while True:  # one piece of each call, as after the end of each slice
            work = listeners.empty_quotations_of_removed_post(event, position)
            if (position := next(work, None)) is None:
                break
            work.close()
            positions.append(position)
        quoting.refresh_from_db()
        texts = [quoting.source, *quoting.revisions.values_list("source", flat=True)]
        assert not any("555" in text for text in texts) and not Quotation.objects.exists()
        assert len(positions) == len(set(map(str, positions))) == 7

    def test_an_edit_while_quotations_are_emptied_is_emptied_too(self):
        ana, ben, topic = make.member(), make.member(), make.topic()
        post = make.post(topic, ana, "My telephone is 555.")
        quotation = f"> [@ana](/topics/{topic.pk}/2)\n> 555\n\n"
        quoting = make.post(topic, ben, quotation + "One.")
        actions.edit(quoting, ben, source=quotation + "Two.", language="en", version=1)
        event = PostDeleted(actions.delete(post, ana).pk, by=ana.pk)
        work = listeners.empty_quotations_of_removed_post(event, None)
        position = next(work)
        make.let_revisions_age(quoting)
        actions.edit(quoting, ben, source=quotation + "Three.", language="en", version=2)
        with pytest.raises(Refused, match="at the same time"):
            list(work)
        list(listeners.empty_quotations_of_removed_post(event, position))
        quoting.refresh_from_db()
        texts = [quoting.source, *quoting.revisions.values_list("source", flat=True)]
        assert len(texts) == 4 and not any("555" in text for text in texts)

    def test_a_post_may_quote_a_thousand_posts(self):
        topic = make.topic()
        quotations = "".join(f"> [@ana](/topics/{number}/1)\n\n" for number in range(1, 999))
        quotations += f"> [@ana](/topics/{topic.pk}/1)"
        quoting = make.post(topic, source=quotations)
        assert list(quoting.quotations.values_list("quoted__topic", flat=True)) == [topic.pk]


class TestFacilitation:
    @pytest.mark.parametrize(
        ("act", "event"),
        [
            (
                lambda topic, chair: facilitation.set_pinned(topic, chair, pinned=True),
                "TopicPinned",
            ),
            (
                lambda topic, chair: facilitation.set_closed(topic, chair, closed=True),
                "TopicClosed",
            ),
            (
                lambda topic, chair: facilitation.retitle(topic, chair, title="Better"),
                "TopicRetitled",
            ),
            (
                lambda topic, chair: facilitation.move(topic, chair, theme=make.theme()),
                "TopicMoved",
            ),
            (
                lambda topic, chair: facilitation.hide_topic(topic, chair, why="Advertising"),
                "TopicHidden",
            ),
        ],
    )
    def test_each_act_is_for_facilitators_takes_a_mark_and_leaves_an_event(self, act, event):
        chair = make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)))
        with pytest.raises(Refused, match="Only a facilitator"):
            act(topic, make.member())
        assert act(topic, chair).last_mark == 2
        assert happened()[-1] == event

    def test_a_hidden_topic_exists_for_its_facilitators_alone(self):
        chair, admin, ana = make.member(), make.member(is_staff=True), make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)))
        facilitation.hide_topic(topic, chair, why="Advertising")
        seen = [
            type(topic).objects.visible_to(who).filter(pk=topic.pk).exists()
            for who in (chair, admin, ana)
        ]
        assert seen == [True, True, False]
        with pytest.raises(Refused, match="hidden"):
            make.post(topic, ana)


def test_an_author_cannot_turn_a_hidden_post_into_a_deleted_one(client):
    chair, author = make.member(), make.member()
    topic = make.topic(author, within=make.theme(facilitators=(chair,)))
    post, message = make.post(topic, author), make.message(make.room(topic), author)
    actions.hide(post, chair, why="Rude.")
    chat.hide(message, chair, why="Rude.")
    for delete, hidden in ((actions.delete, post), (chat.delete, message)):
        with pytest.raises(Refused, match="A facilitator has hidden this"):
            delete(hidden, author)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "This post was hidden by a facilitator." in page
    assert "deleted by its author" not in page


@pytest.mark.django_db(transaction=True)
def test_a_reply_takes_thirteen_queries(django_assert_num_queries):
    """With BEGIN and COMMIT, and with the listeners that run before the answer."""
    topic, author = make.topic(), make.member()
    make.post(topic, author)
    with django_assert_num_queries(13):
        make.post(topic, author)
