"""The versions of a post: who reads them, what changed between two, and what hides one."""

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
from forum.topics.models import MOST_VERSIONS, Post, Revision
from tests import factories as make
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db

TEXTS = ("My telephone is 555.\n\nCome.", "Ask me here.\n\nCome.", "Ask me here.\n\nDo come!")


@pytest.fixture
def place() -> dict:
    """A post of Ana's with three versions, in a theme that chair looks after."""
    ana, chair = make.member("ana"), make.member("chair")
    post = make.topic(ana, within=make.theme(facilitators=(chair,)), source=TEXTS[0]).posts.get()
    for version, text in enumerate(TEXTS[1:], 1):
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
    def test_the_post_lists_its_versions_newest_first_and_loads_no_text(self, place):
        client = as_member(place["ana"])
        with CaptureQueriesContext(connection) as captured:
            page = client.get(place["post"].own_page_url)
        assert [version.number for version in page.context["revisions"]] == [3, 2, 1]
        about = [query["sql"] for query in captured if 'FROM "topics_revision"' in query["sql"]]
        assert len(about) == 1 and '"topics_revision"."source"' not in about[0]
        assert f'action="{place["address"]}"' in page.content.decode()

    def test_the_last_change_is_shown_unless_two_are_chosen(self, place):
        client = as_member(place["ana"])
        last = client.get(place["address"])
        assert (last.context["old"].number, last.context["new"].number) == (2, 3)
        assert '<span class="visually-hidden">[added: </span>' in last.content.decode()
        chosen = client.get(place["address"], {"old": "3", "new": "1"})
        assert (chosen.context["old"].number, chosen.context["new"].number) == (1, 3)
        assert "My telephone" in chosen.content.decode()

    def test_side_by_side_and_in_one_column_link_to_each_other(self, place):
        client = as_member(place["chair"])
        one = client.get(place["address"], {"old": 1, "new": 2}).content.decode()
        two = client.get(place["address"], {"old": 1, "new": 2, "side": 1}).content.decode()
        assert "old=1&amp;new=2&amp;side=1" in one and "diff--side" not in one
        assert "diff--side" in two and 'class="diff__old"' in two and "In one column" in two

    def test_one_version_alone(self, place):
        page = as_member(place["ana"]).get(place["address"], {"old": 1, "new": 1})
        assert page.context["blocks"] == [] and "My telephone is 555." in page.content.decode()

    def test_who_edited_when_and_why(self, place):
        actions.edit(
            place["post"],
            place["chair"],
            source="Shorter.",
            language="en",
            version=3,
            why="Off topic",
        )
        page = as_member(place["ana"]).get(place["address"]).content.decode()
        assert "The reason given: Off topic" in page and "Chair" in page

    def test_only_its_author_and_facilitators_read_them(self, place):
        for client in (Client(), as_member(make.member())):
            answer = client.get(place["address"])
            assert answer.status_code == 403 and b"telephone" not in answer.content
            assert b"Every version" not in client.get(place["post"].own_page_url).content

    @pytest.mark.parametrize(
        "query", [{"old": 9}, {"new": 0}, {"new": 99}, {"new": "x", "old": -1}]
    )
    def test_what_is_no_version_is_not_found_or_the_last_change(self, place, query):
        assert as_member(place["ana"]).get(place["address"], query).status_code in (200, 404)

    def test_a_post_that_was_never_edited_has_no_versions(self):
        topic = make.topic()
        address = reverse("revisions:compare", args=[topic.pk, 1])
        assert as_member(topic.author).get(address).status_code == 404

    def test_of_very_many_the_newest_are_listed_and_all_can_be_read(self, place):
        Revision.objects.bulk_create(
            Revision(
                post=place["post"], by=place["ana"], source=f"Text {n}", html="", language="en"
            )
            for n in range(4, MOST_VERSIONS + 20)
        )
        client = as_member(place["ana"])
        listed = client.get(place["post"].own_page_url).context["revisions"]
        assert [listed[0].number, listed[-1].number] == [MOST_VERSIONS + 19, 20]
        assert "555" in client.get(place["address"], {"old": 1, "new": 1}).content.decode()

    def test_scripts_in_versions_and_reasons_are_text(self, place):
        payloads = "\n".join(PAYLOADS)[:20_000]
        for number, text in enumerate((payloads, payloads[::-1])):
            Revision.objects.create(
                post=place["post"],
                by=place["ana"],
                source=text,
                html="",
                language="en",
                why=PAYLOADS[number][:300],
            )
        client = as_member(place["ana"])
        for query in ({}, {"side": 1}, {"old": 4, "new": 4}):
            assert harmful(client.get(place["address"], query).content.decode()) == []


class TestHiding:
    def hide(self, place, why="A telephone number"):
        return revision_actions.hide_revision(place["first"], place["chair"], why=why)

    def test_its_author_no_longer_reads_it_and_its_facilitators_do(self, place):
        self.hide(place)
        ana, chair = as_member(place["ana"]), as_member(place["chair"])
        for query in ({"old": 1, "new": 1}, {"old": 1, "new": 2}):
            seen = ana.get(place["address"], query).content.decode()
            assert (
                "555" not in seen
                and "hidden by a facilitator" in seen
                and "A telephone number" in seen
            )
            assert "555" in chair.get(place["address"], query).content.decode()
        assert "Ask me here." in ana.get(place["address"], {"old": 2, "new": 2}).content.decode()

    def test_its_text_is_not_even_loaded(self, place):
        self.hide(place)
        assert [
            version.text for version in place["post"].revisions.readable(is_facilitator=False)
        ] == [
            "",
            *TEXTS[1:],
        ]

    def test_it_leaves_an_event_with_the_reason_once(self, place):
        for _twice in range(2):
            self.hide(place)
        events = Event.objects.filter(name="RevisionHidden")
        assert [event.body["why"] for event in events] == ["A telephone number"]
        hidden = Revision.objects.get(pk=place["first"].pk)
        assert hidden.hidden_by == place["chair"] and hidden.source == TEXTS[0]

    def test_it_can_be_shown_again(self, place):
        self.hide(place)
        for _twice in range(2):
            revision_actions.unhide_revision(place["first"], place["chair"])
        assert Event.objects.filter(name="RevisionUnhidden").count() == 1
        assert place["post"].revisions.readable(is_facilitator=False)[0].text == TEXTS[0]

    def test_the_present_text_is_hidden_with_its_post_only(self, place):
        with pytest.raises(Refused, match="present text"):
            revision_actions.hide_revision(place["post"].revisions.last(), place["chair"], why="No")

    @pytest.mark.parametrize("who", ["ana", "other", "nobody"])
    def test_it_is_for_facilitators(self, place, who):
        member = {"ana": place["ana"], "other": make.member(), "nobody": AnonymousUser()}[who]
        with pytest.raises(Refused):
            revision_actions.hide_revision(place["first"], member, why="-")
        with pytest.raises(Refused):
            revision_actions.unhide_revision(place["first"], member)

    def test_it_needs_a_reason_and_says_so_beside_the_field(self, place):
        client = as_member(place["chair"])
        address = reverse("revisions:hide", args=[place["post"].topic_id, 1, 1])
        refused = client.post(address, {"why": " "})
        assert refused.status_code == 422 and b"Say why you hide this version" in refused.content
        hidden = client.post(address, {"why": "A telephone number"}, follow=True)
        assert "Show this version again" in hidden.content.decode()
        shown = client.post(address.replace("hide", "unhide"), follow=True)
        assert "Hide this version" in shown.content.decode()
        assert client.post(address.replace("1/hide", "9/hide"), {"why": "x"}).status_code == 404

    def test_an_edit_after_it_leaves_it_hidden(self, place):
        self.hide(place)
        actions.edit(place["post"], place["ana"], source="More.", language="en", version=3)
        assert [version.text for version in place["post"].revisions.readable(is_facilitator=False)][
            0
        ] == ""

    def test_the_versions_of_a_deleted_post_stay_with_those_who_could_read_them(self, place):
        actions.delete(Post.objects.get(pk=place["post"].pk), place["ana"])
        assert as_member(place["ana"]).get(place["address"]).status_code == 200
        assert as_member(make.member()).get(place["address"]).status_code == 403
