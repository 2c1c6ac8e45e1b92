"""Revisions of a post: who may read them, their comparison, and hiding one."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.revisions import actions as revision_actions
from forum.topics import actions
from forum.topics.models import MAX_LISTED_REVISIONS, Post, Revision
from tests import factories as make
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db

TEXTS = ("My telephone is 555.\n\nCome.", "Ask me here.\n\nCome.", "Ask me here.\n\nDo come!")


@pytest.fixture
def scene() -> dict:
    """A post by ana with three revisions, in a theme with the facilitator chair."""
    ana, chair = make.member("ana"), make.member("chair")
    post = make.topic(ana, within=make.theme(facilitators=(chair,)), source=TEXTS[0]).posts.get()
    for version, text in enumerate(TEXTS[1:], 1):
        make.let_revisions_age(post)
        actions.edit(post, ana, source=text, language="en", version=version)
    address = reverse("revisions:compare", args=[post.topic_id, 1])
    return {
        "post": post,
        "ana": ana,
        "chair": chair,
        "address": address,
        "first": post.revisions.first(),
    }


def as_member(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


class TestReading:
    def test_the_post_lists_its_revisions_newest_first_without_loading_texts(self, scene):
        client = as_member(scene["ana"])
        with CaptureQueriesContext(connection) as captured:
            page = client.get(scene["post"].own_page_url)
        assert [revision.number for revision in page.context["revisions"]] == [3, 2, 1]
        about = [query["sql"] for query in captured if 'FROM "topics_revision"' in query["sql"]]
        assert len(about) == 1 and '"topics_revision"."source"' not in about[0]
        assert f'action="{scene["address"]}"' in page.content.decode()

    def test_the_last_change_is_shown_unless_two_are_chosen(self, scene):
        client = as_member(scene["ana"])
        last = client.get(scene["address"])
        assert (last.context["old"].number, last.context["new"].number) == (2, 3)
        assert '<span class="visually-hidden">[added: </span>' in last.content.decode()
        chosen = client.get(scene["address"], {"old": "3", "new": "1"})
        assert (chosen.context["old"].number, chosen.context["new"].number) == (1, 3)
        assert "My telephone" in chosen.content.decode()

    def test_side_by_side_and_in_one_column_link_to_each_other(self, scene):
        client = as_member(scene["chair"])
        one = client.get(scene["address"], {"old": 1, "new": 2}).content.decode()
        two = client.get(scene["address"], {"old": 1, "new": 2, "side": 1}).content.decode()
        assert "old=1&amp;new=2&amp;side=1" in one and "diff--side" not in one
        assert "diff--side" in two and 'class="diff__old"' in two and "In one column" in two

    def test_one_revision_alone(self, scene):
        page = as_member(scene["ana"]).get(scene["address"], {"old": 1, "new": 1})
        assert page.context["blocks"] == [] and "My telephone is 555." in page.content.decode()

    def test_the_page_shows_the_editor_and_the_reason(self, scene):
        actions.edit(
            scene["post"],
            scene["chair"],
            source="Shorter.",
            language="en",
            version=3,
            why="Off topic",
        )
        page = as_member(scene["ana"]).get(scene["address"]).content.decode()
        assert "Reason: Off topic" in page and "Chair" in page

    def test_only_the_author_and_facilitators_read_revisions(self, scene):
        for client in (Client(), as_member(make.member())):
            answer = client.get(scene["address"])
            assert answer.status_code == 403 and b"telephone" not in answer.content
            assert b"Every version" not in client.get(scene["post"].own_page_url).content

    @pytest.mark.parametrize(
        "query", [{"old": 9}, {"new": 0}, {"new": 99}, {"new": "x", "old": -1}]
    )
    def test_an_unknown_version_is_not_found_or_the_last_change(self, scene, query):
        assert as_member(scene["ana"]).get(scene["address"], query).status_code in (200, 404)

    def test_a_post_that_was_never_edited_has_no_revisions(self):
        topic = make.topic()
        address = reverse("revisions:compare", args=[topic.pk, 1])
        assert as_member(topic.author).get(address).status_code == 404

    def test_the_newest_of_many_revisions_are_listed_and_all_can_be_read(self, scene):
        Revision.objects.bulk_create(
            Revision(
                post=scene["post"], by=scene["ana"], source=f"Text {n}", html="", language="en"
            )
            for n in range(4, MAX_LISTED_REVISIONS + 20)
        )
        client = as_member(scene["ana"])
        listed = client.get(scene["post"].own_page_url).context["revisions"]
        assert [listed[0].number, listed[-1].number] == [MAX_LISTED_REVISIONS + 19, 20]
        assert "555" in client.get(scene["address"], {"old": 1, "new": 1}).content.decode()

    def test_scripts_in_revisions_and_reasons_are_text(self, scene):
        payloads = "\n".join(PAYLOADS)[:20_000]
        for number, text in enumerate((payloads, payloads[::-1])):
            Revision.objects.create(
                post=scene["post"],
                by=scene["ana"],
                source=text,
                html="",
                language="en",
                why=PAYLOADS[number][:300],
            )
        client = as_member(scene["ana"])
        for query in ({}, {"side": 1}, {"old": 4, "new": 4}):
            assert harmful(client.get(scene["address"], query).content.decode()) == []


class TestHiding:
    def hide(self, scene, why="A telephone number"):
        return revision_actions.hide_revision(scene["first"], scene["chair"], why=why)

    def test_the_author_cannot_read_a_hidden_revision_but_facilitators_can(self, scene):
        self.hide(scene)
        ana, chair = as_member(scene["ana"]), as_member(scene["chair"])
        for query in ({"old": 1, "new": 1}, {"old": 1, "new": 2}):
            seen = ana.get(scene["address"], query).content.decode()
            assert (
                "555" not in seen
                and "hidden by a facilitator" in seen
                and "A telephone number" in seen
            )
            assert "555" in chair.get(scene["address"], query).content.decode()
        assert "Ask me here." in ana.get(scene["address"], {"old": 2, "new": 2}).content.decode()

    def test_the_text_of_a_hidden_revision_is_not_loaded(self, scene):
        self.hide(scene)
        assert [
            version.text
            for version in scene["post"].revisions.with_readable_text(is_facilitator=False)
        ] == [
            "",
            *TEXTS[1:],
        ]

    def test_hiding_records_one_event_with_the_reason(self, scene):
        for _twice in range(2):
            self.hide(scene)
        events = Event.objects.filter(name="RevisionHidden")
        assert [event.body["why"] for event in events] == ["A telephone number"]
        hidden = Revision.objects.get(pk=scene["first"].pk)
        assert hidden.hidden_by == scene["chair"] and hidden.source == TEXTS[0]

    def test_a_hidden_revision_can_be_shown_again(self, scene):
        self.hide(scene)
        for _twice in range(2):
            revision_actions.unhide_revision(scene["first"], scene["chair"])
        assert Event.objects.filter(name="RevisionUnhidden").count() == 1
        assert scene["post"].revisions.with_readable_text(is_facilitator=False)[0].text == TEXTS[0]

    def test_the_current_revision_cannot_be_hidden(self, scene):
        with pytest.raises(Refused, match="current version"):
            revision_actions.hide_revision(scene["post"].revisions.last(), scene["chair"], why="No")

    @pytest.mark.parametrize("who", ["ana", "other", "nobody"])
    def test_only_facilitators_hide_and_show_revisions(self, scene, who):
        member = {"ana": scene["ana"], "other": make.member(), "nobody": AnonymousUser()}[who]
        with pytest.raises(Refused):
            revision_actions.hide_revision(scene["first"], member, why="-")
        with pytest.raises(Refused):
            revision_actions.unhide_revision(scene["first"], member)

    def test_hiding_without_a_reason_is_refused_beside_the_field(self, scene):
        client = as_member(scene["chair"])
        address = reverse("revisions:hide", args=[scene["post"].topic_id, 1, 1])
        refused = client.post(address, {"why": " "})
        assert (
            refused.status_code == 422
            and b"Give a reason for hiding this version" in refused.content
        )
        hidden = client.post(address, {"why": "A telephone number"}, follow=True)
        assert "Show this version again" in hidden.content.decode()
        shown = client.post(address.replace("hide", "unhide"), follow=True)
        assert "Hide this version" in shown.content.decode()
        assert client.post(address.replace("1/hide", "9/hide"), {"why": "x"}).status_code == 404

    def test_nobody_else_learns_how_many_revisions_a_post_has(self, scene):
        client = as_member(make.member("other"))
        for action in ("hide", "unhide"):
            answers = [
                client.post(f"{scene['address']}{version}/{action}/", {"why": "x"})
                for version in (1, 9)
            ]
            assert [answer.status_code for answer in answers] == [403, 403]

    def test_a_hidden_revision_stays_hidden_after_an_edit(self, scene):
        self.hide(scene)
        actions.edit(scene["post"], scene["ana"], source="More.", language="en", version=3)
        assert [
            revision.text
            for revision in scene["post"].revisions.with_readable_text(is_facilitator=False)
        ][0] == ""

    def test_the_revisions_of_a_deleted_post_keep_their_readers(self, scene):
        actions.delete(Post.objects.get(pk=scene["post"].pk), scene["ana"])
        assert as_member(scene["ana"]).get(scene["address"]).status_code == 200
        assert as_member(make.member()).get(scene["address"]).status_code == 403
