"""What new members cannot do yet: each limit is a sentence, and the text is kept."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.trust_levels import TrustLevel
from collective_brain.errors import Refused
from forum.budgets.models import DailyUse
from forum.chat import actions as chat
from forum.topics import actions as topics
from forum.topics.models import Post
from tests import factories as make

pytestmark = pytest.mark.django_db
THREE_LINKS = "See https://a.example, https://b.example and https://c.example."


@pytest.fixture
def ana():
    return make.member("ana", trust_level=TrustLevel.NEW)


def test_a_text_with_too_many_links_is_refused_and_kept(ana, client):
    topic = make.topic()
    client.force_login(ana)
    form = {"source": THREE_LINKS, "nonce": str(uuid.uuid4()), "language": "en"}
    response = client.post(f"/topics/{topic.pk}/reply/", form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Your text may have at most 2 links to other sites." in page
    assert "It ends when you have taken part a little" in page, "what lifts the limit"
    assert THREE_LINKS in page, "the text is kept"
    assert Post.objects.filter(author=ana).count() == 0
    Member.objects.filter(pk=ana.pk).update(trust_level=TrustLevel.MEMBER)
    assert client.post(f"/topics/{topic.pk}/reply/", form).status_code == 302


def test_links_of_this_site_and_checked_quotations_do_not_count(ana):
    quoted = make.post(make.topic(), source=THREE_LINKS)
    source = f"{quoted.quotation_markdown()}I agree: [here](/about/) and https://d.example."
    post = make.post(quoted.topic, ana, source)
    assert 'class="checked"' in post.html
    with pytest.raises(Refused, match="at most 2 links"):
        make.post(quoted.topic, ana, f"> {THREE_LINKS}\n\nI quote nobody.")


def test_an_edit_cannot_add_links_and_keeps_those_that_are_there(ana):
    post = make.post(make.topic(), ana, "Hello.")
    with pytest.raises(Refused, match="at most 2 links"):
        topics.edit(post, ana, source=THREE_LINKS, version=1)
    Member.objects.filter(pk=ana.pk).update(trust_level=TrustLevel.MEMBER)
    ana.refresh_from_db()
    topics.edit(post, ana, source=THREE_LINKS, version=1)
    ana.trust_level = TrustLevel.NEW
    post.refresh_from_db()
    topics.edit(post, ana, source=f"Corrected. {THREE_LINKS}", version=post.version)


def test_a_text_that_mentions_too_many_is_refused(ana):
    for number in range(6):
        make.member(f"guest{number}")
    mentions = " ".join(f"@guest{number}" for number in range(6))
    room = make.room()
    with pytest.raises(Refused, match="may mention at most 5 members"):
        make.message(room, ana, mentions)
    make.message(room, ana, f"{mentions[:-8]} @guest0 @nobody1 @nobody2")


@pytest.mark.parametrize(
    ("setting", "write", "sentence"),
    [
        (
            "NEW_MEMBER_TOPICS_A_DAY",
            lambda member: make.topic(member),
            "started the 2 topics that you can start today",
        ),
        (
            "NEW_MEMBER_MESSAGES_A_DAY",
            lambda member: make.message(make.room(), member),
            "written the 2 messages that you can write today",
        ),
        (
            "NEW_MEMBER_UPLOADS_A_DAY",
            lambda member: make.upload(member, f"%PDF-1.4\n{uuid.uuid4()}\n%%EOF\n".encode()),
            "uploaded the 2 files that you can upload today",
        ),
    ],
)
def test_the_third_of_a_day_is_refused_with_its_sentence(ana, settings, setting, write, sentence):
    setattr(settings, setting, 2)
    write(ana)
    write(ana)
    with pytest.raises(Refused, match=sentence):
        write(ana)
    ana.trust_level = TrustLevel.MEMBER
    write(ana)
    row = DailyUse.objects.get(member=ana)
    assert max(row.topics, row.messages, row.uploads) == 2, "only those of new members are counted"


def test_a_repeated_request_of_the_last_topic_is_not_refused(ana, settings):
    settings.NEW_MEMBER_TOPICS_A_DAY = 1
    theme, nonce = make.theme(), uuid.uuid4()
    first = make.topic(ana, within=theme, title="Care", nonce=nonce)
    assert make.topic(ana, within=theme, title="Care", nonce=nonce) == first


def test_a_message_of_a_new_member_costs_no_further_query(ana):
    room = make.room()
    make.message(room, ana)
    counts = []
    for level in TrustLevel.values:
        ana.trust_level = level
        with CaptureQueriesContext(connection) as queries:
            chat.say(room, ana, source="Hello.", nonce=uuid.uuid4())
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
