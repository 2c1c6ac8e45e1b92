"""Whoever may not read a private theme gets the answers of a site without it (decision 90).

Three comparisons cover every address of the resolver, so a new one needs no row here:
- each address that names something private answers like one that names nothing;
- each other page is the same before and after the private theme exists;
- no page of a former member contains a word of it.
Streams, mails, feeds and notifications have tests of their own below. Searches: the second
comparison, with queries.
"""

import re
import uuid
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache, caches
from django.http import Http404
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from collective_brain.web import rate_limits
from forum import live
from forum.drafts import actions as drafts
from forum.drafts.targets import find_target
from forum.enquiries import actions as enquiries
from forum.exports.readable import _write_texts
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.following.models import ThemeFollow
from forum.following.unread_keys import load_unread_topic_keys
from forum.groups import actions as groups
from forum.groups.models import Group, GroupMember
from forum.live import database_calls
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.incoming.publication import NotPublished, publish
from forum.mail.models import MailItem
from forum.mail.selection import still_wanted
from forum.notifications import recipients
from forum.notifications.models import Notification
from forum.pages import signs_of_life
from forum.private_notes import actions as private_notes
from forum.reports import actions as reports
from forum.screening.models import HeldPost
from forum.sharing.followed_posts import newest_followed_posts
from forum.themes import actions as themes
from forum.themes.models import Theme
from forum.themes.rules import refuse_writing_in
from forum.topics import actions
from forum.topics.models import Topic
from forum.uploads.models import Upload, UploadUse
from tests import factories as make
from tests.every_url import all_urls
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_hidden_equals_absent import ABSENT, RANDOM, answer
from tests.forum.test_rights import FORM

pytestmark = pytest.mark.django_db

TRACES = ("quixotic", "zymurgy", "vexillology", "kumquat")  # theme, topic, post, message
NEVER_THE_SAME = ("/admin/", "/accounts/logout/", "/accounts/sessions/", "/accounts/token/")
NO_KEYS = {"pk": 0, "room": 0, "handle": "nobody-has-this"}
# Queries of pages that search, complete or filter.
QUERIES = (
    "/search/?q=zymurgy",
    "/search/?q=vexillology&order=newest",
    "/search/?q=kumquat&kind=message",
    "/search/?q=quixotic",
    "/search/?q=care&theme=quixotic",
    "/search/?q=zymurgi",
    "/search/suggest/?q=quix",
    "/search/suggest/?q=zymu",
    "/compose/topics/?q=zymurgy",
    "/compose/similar/?title=zymurgy of care",
    "/members/?theme=quixotic",
    "/?community=practitioner",
    "/?languages=mine",
)


@pytest.fixture
def site() -> SimpleNamespace:
    """A public theme, and the members of all roles, before anything private exists."""
    names = ("outsider", "former", "insider", "chair", "author")
    people = {name: make.member(name) for name in names}
    boss = make.member("boss", is_staff=True, is_superuser=True)
    public = make.topic(people["author"], within=make.theme("open"), title="Care for all")
    make.message(make.room(public), people["author"])
    run_event_listeners()
    return SimpleNamespace(**people, boss=boss, public=public)


def make_private_theme(site: SimpleNamespace) -> tuple[Group, Theme]:
    group = Group.objects.create(slug="working-party", name="Working party")
    for member in (site.former, site.insider, site.author):
        GroupMember.objects.create(group=group, member=member)
    theme = make.theme(
        "quixotic", facilitators=(site.chair,), name="Quixotic", description="Quixotic things"
    )
    themes.set_groups(theme, by=site.boss, reading_group=group, writing_group=None)
    theme.refresh_from_db()
    return group, theme


def make_private_things(site: SimpleNamespace) -> SimpleNamespace:
    """A private theme with something of every kind. `former` had a part in all of it."""
    group, theme = make_private_theme(site)
    topic = make.topic(site.author, within=theme, title="Zymurgy of care", source="Vexillology.")
    mine = make.topic(site.former, within=theme, title="My zymurgy", source="My vexillology.")
    actions.edit(topic.posts.get(), site.author, source="Vexillology!", language="en", version=1)
    gone = make.post(topic, site.former, "Deleted vexillology.")
    actions.delete(gone, site.former)
    room = make.room(topic)
    make.message(room, site.author, "Kumquat for @former.")
    theme_room = make.room(theme)
    make.message(theme_room, site.author, "Kumquat.")
    following.set_theme_level(theme, site.former, level="watching")
    following.set_topic_level(topic, site.former, level="watching")
    make.post(topic, site.author, "More vexillology for @former.")
    enquiry = enquiries.write(
        theme, site.former, site.former, source="Vexillology?", nonce=uuid.uuid4()
    ).enquiry
    enquiries.write(theme, site.former, site.chair, source="Vexillology!", nonce=uuid.uuid4())
    report = reports.report(topic.posts.get(number=1), site.former, why="Rude.")
    held = make.held_post(topic, site.insider, "Waiting vexillology.")
    HeldPost.objects.filter(pk=held.pk).update(author=site.former)
    conversation = make.private_conversation(
        site.author, site.former, site.insider, source="Kumquat in private.", subject="Zymurgy"
    )
    for place in (topic.stream_name, f"start:{theme.pk}", room.stream_name):
        drafts.save(site.former, find_target(place, site.former), sequence=0, source="Draft")
    keys = [
        ReplyKey.objects.make(site.former.pk, topic=topic, theme=None, enquiry=None),
        ReplyKey.objects.make(site.former.pk, topic=None, theme=theme, enquiry=None),
        ReplyKey.objects.make(site.former.pk, topic=None, theme=None, enquiry=enquiry),
        ReplyKey.objects.make(site.former.pk, private_conversation=conversation),
    ]
    run_event_listeners()
    return SimpleNamespace(
        group=group,
        theme=theme,
        topic=topic,
        mine=mine,
        room=room,
        theme_room=theme_room,
        enquiry=enquiry,
        conversation=conversation,
        report=report,
        held=held,
        reply_keys=keys,
        notification=Notification.objects.filter(member=site.former, topic=topic).first(),
    )


@pytest.fixture
def private(site) -> SimpleNamespace:
    """The private things, after `former` has left the group."""
    things = make_private_things(site)
    groups.leave(things.group, site.former)
    private_notes.leave(things.conversation, site.former)
    run_event_listeners()
    return things


def arguments_of(private: SimpleNamespace, *, absent: bool) -> dict[str, object]:
    """A value for each argument of the URLs: of private things, or of things that never were."""

    def key(thing: object) -> int:
        return ABSENT if absent else thing.pk

    topic, room, theme_room = (
        key(one) for one in (private.topic, private.room, private.theme_room)
    )
    theme = key(private.theme)
    return {
        "topic_id": topic,
        "room_id": [room, theme_room],
        "notification_id": key(private.notification),
        "report_id": key(private.report),
        "held_id": key(private.held),
        "enquiry_id": key(private.enquiry),
        "conversation_id": (conversation := key(private.conversation)),
        "slug": [private.topic.slug, "never-was" if absent else "quixotic"],
        "number": 1,
        "block": 0,
        "language": "en",
        "extension": ["atom", "json"],
        "community": "practitioner",
        "version": "x",
        "handle": "author",
        "stream": [
            *(f"topic:{topic}", f"room:{room}", f"room:{theme_room}", f"theme:{theme}"),
            f"note:{conversation}",
        ],
        "place": [f"topic-{topic}", f"room-{theme_room}", f"start-{theme}"],
        "object_id": ABSENT,
        "content_type_id": 1,
        "app_label": "accounts",
        "received_id": ABSENT,
        "draft_id": ABSENT,
        "invitation_id": ABSENT,
        "member_id": ABSENT,
        "session_id": ABSENT,
        "pk": ABSENT,
        "key": "x",
        "uidb36": "1",
        "url": "accounts/",
        "token": "x",
    }


def client_of(member: Member | None) -> Client:
    client = Client()
    if member:
        client.force_login(member)
    return client


@pytest.mark.parametrize("role", ["visitor", "former"])
def test_an_address_of_something_private_answers_like_one_of_nothing(role, site, private):
    member = getattr(site, role, None)
    client = client_of(member)
    pairs = zip(
        all_urls(arguments_of(private, absent=False)),
        all_urls(arguments_of(private, absent=True)),
        strict=True,
    )
    named = [(here, nowhere) for here, nowhere in pairs if here != nowhere]
    assert len(named) > 60
    told = []
    for here, nowhere in named:
        for method in ("get", "post"):
            form = FORM | {"nonce": str(uuid.uuid4()), "level": "watching"}
            answers = [
                answer(
                    client if member else Client(),  # a visitor's session would keep their texts
                    method,
                    url,
                    NO_KEYS,
                    form if method == "post" else None,
                )
                for url in (nowhere, here, nowhere)
            ][1:]
            if _comparable(answers[0], private) != _comparable(answers[1], private):
                told.append((method, here, answers[0][0], answers[0][3], answers[1][0::3]))
    assert not told, "these addresses tell that something exists:\n" + "\n".join(map(str, told))


def _comparable(answered: tuple, private: SimpleNamespace) -> tuple:
    """Without what the answer repeats of its own address: the keys of places in it."""
    status, headers, page, queries = answered
    things = (private.topic, private.room, private.theme_room, private.theme, private.conversation)
    for key in (*(thing.pk for thing in things), ABSENT):
        page = re.sub(rf"(topic|room|theme|start|note)([:-]){key}\b", r"\1\2KEY", page)
    # The page that a visitor comes back to after sign-in.
    headers = headers | {
        "Location": re.sub(r"(reports|held|notes)(/|%2F)\d+", "", headers.get("Location", ""))
    }
    return status, headers, page, queries


def pages_seen_by(member: Member | None) -> dict[str, tuple]:
    """All pages with an address that names nothing, as this reader sees them."""
    client, seen = client_of(member), {}
    no_arguments = {"community": "practitioner", "extension": ["atom", "json"], "block": 0}
    urls = [
        url
        for url in all_urls({"handle": "author", **no_arguments})
        if not re.search(r"/1\b|/1/", url) and not url.startswith(NEVER_THE_SAME)
    ]
    for url in (*urls, *QUERIES):
        rate_limits.clear_all_counts()
        response = client.get(url)
        body = RANDOM.sub("", b"".join(response).decode(errors="replace"))
        body = body.replace(response.headers.get("X-Request-ID", "\0"), "")
        seen[url] = response.status_code, re.sub(r"\d\d:\d\d|:\d\dZ?|\d+ seconds?", "", body)
    return seen


@pytest.mark.parametrize("role", ["visitor", "outsider"])
def test_every_other_page_is_the_same_as_before_the_private_theme(role, site):
    reader = getattr(site, role, None)
    if reader:
        pages_seen_by(reader)  # the first visit marks things as read
    before = pages_seen_by(reader)
    make_private_things(site)
    cache.delete(signs_of_life._COUNTS)
    cache.delete(signs_of_life._ROOMS)
    caches["pages"].clear()
    after = pages_seen_by(reader)
    told = {url: _first_difference(before[url], after[url]) for url in before}
    assert {url: difference for url, difference in told.items() if difference} == {}


def _first_difference(before: tuple, after: tuple) -> str:
    lines = zip(before[1].split("\n"), after[1].split("\n"), strict=False)
    different = next((f"{one!r} became {other!r}" for one, other in lines if one != other), "")
    return "" if before == after else f"{before[0]}, {after[0]}: {different}"


def test_no_page_of_a_former_member_contains_a_word_of_the_theme(site, private):
    told = [
        (url, trace)
        for url, (_status, body) in pages_seen_by(site.former).items()
        for trace in TRACES
        if trace in re.sub(r'(value|href|action)="[^"]*"', "", body.lower()) and "?" not in url
    ]
    assert told == []
    assert Notification.objects.unread_count(site.former) == 0, "nothing is counted either"
    assert load_unread_topic_keys(site.former, limit=9) == []


@pytest.mark.parametrize("role", ["insider", "chair", "boss"])
def test_members_of_the_group_facilitators_and_administrators_read_it(role, site, private):
    client = client_of(getattr(site, role))
    for url in (
        "/themes/quixotic/",
        "/themes/quixotic/posts/",
        private.topic.get_absolute_url(),
        private.room.get_absolute_url(),
        private.theme_room.get_absolute_url(),
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        assert "X-Keep" not in response, "the service worker must not keep it"
    assert "Quixotic" in client.get("/themes/").content.decode()
    assert "Zymurgy of care" in client.get("/").content.decode()
    assert "zymurgy" in client.get("/search/?q=zymurgy").content.decode().lower()
    assert live.refuse_subscription(getattr(site, role), private.topic.stream_name) == ""


def test_a_stream_of_something_private_is_one_of_nothing(site, private):
    for reader in (AnonymousUser(), site.outsider, site.former):
        for place in (private.topic, private.room, private.theme_room, private.conversation):
            stream = place.stream_name
            kind = stream.partition(":")[0]
            assert live.refuse_subscription(reader, stream)
            assert live.refuse_subscription(reader, stream) == live.refuse_subscription(
                reader, f"{kind}:{ABSENT}"
            )
            assert not live.may_type(reader, stream)
            with pytest.raises(Http404):
                live.parse_stream_name(stream)[0].changes(
                    place.pk, reader, since=0, first=1, last=9
                )
            assert database_calls.public_changes(stream, "en", 1, 2) is None
        assert live.refuse_subscription(reader, f"theme:{private.theme.pk}")


def test_no_mail_goes_to_a_former_member(site, private):
    make.post(private.topic, site.author, "Later vexillology for @former.")
    run_event_listeners()
    written = MailItem.objects.filter(member=site.former, topic=private.topic)
    assert not written.filter(number=private.topic.posts.count()).exists()
    for number in (1, 3):
        item = MailItem(
            member=site.former,
            topic=private.topic,
            number=number,
            kind="watched",
            due_at=timezone.now(),
        )
        assert still_wanted([item]) is None
    enquiry = MailItem(
        member=site.former, enquiry=private.enquiry, number=1, kind="message", due_at=timezone.now()
    )
    assert still_wanted([enquiry]) is None
    assert newest_followed_posts(site.former) == [], "nor does the private feed contain it"


def test_a_mail_of_a_former_member_to_any_of_their_addresses_is_not_published(site, private):
    counted = private.topic.posts, private.enquiry.messages, private.conversation.notes
    before = [Topic.objects.count(), *(rows.count() for rows in counted)]
    mail = SimpleNamespace(
        kept="Hello", text="Hello", attachments=[], in_reply_to="", references=[], subject="News"
    )
    for key in private.reply_keys:
        stored = ReceivedMail(member=site.former, digest=uuid.uuid4().hex)
        with pytest.raises(NotPublished) as refusal:
            publish(ReplyKey.objects.first_of([key.key]), mail, stored)
        assert refusal.value.reason == "gone" and not refusal.value.sentence
    after = [Topic.objects.count(), *(rows.count() for rows in counted)]
    assert after == before


def test_only_those_who_may_read_are_notified(site, private):
    everybody = set(Member.objects.values_list("pk", flat=True))
    inside = {site.insider.pk, site.author.pk, site.chair.pk, site.boss.pk}
    for place in (private.topic, private.room, private.theme_room):
        assert recipients.members_who_may_see(place, everybody) == inside
    for member in (site.outsider, site.former, site.insider):
        may_read = Topic.objects.visible_to(member).filter(pk=private.topic.pk).exists()
        assert may_read == (member.pk in inside), "the two rules say the same"


def test_a_theme_that_becomes_private_is_gone_from_cached_pages_and_notifications(site):
    theme = site.public.theme
    following.set_topic_level(site.public, site.outsider, level="watching")
    make.post(site.public, site.author)
    run_event_listeners()
    assert Notification.objects.unread_count(site.outsider) == 1
    urls = ("/", "/themes/open/", site.public.get_absolute_url(), "/feed.atom", "/sitemap.xml")
    etags = {}
    for url in urls:
        client_of(None).get(url)
        etags[url] = client_of(None).get(url).headers.get("ETag", "")
    group = Group.objects.create(slug="g", name="G")
    themes.set_groups(theme, by=site.boss, reading_group=group, writing_group=None)
    run_event_listeners()
    assert Notification.objects.unread_count(site.outsider) == 0
    for url in urls:
        response = client_of(None).get(url, headers={"If-None-Match": etags[url]})
        assert response.status_code != 304, url
        assert "Care for all" not in response.content.decode(), url
    themes.set_groups(theme, by=site.boss, reading_group=None, writing_group=None)
    assert client_of(None).get(urls[2]).status_code == 200


def test_a_topic_that_moves_into_a_private_theme_takes_its_notifications_along(site, private):
    following.set_topic_level(site.public, site.outsider, level="watching")
    make.post(site.public, site.author)
    run_event_listeners()
    facilitation.move(site.public, site.boss, theme=private.theme)
    run_event_listeners()
    assert Notification.objects.unread_count(site.outsider) == 0
    assert client_of(site.outsider).get(site.public.get_absolute_url()).status_code == 404


def test_a_writing_group_narrows_who_writes_and_never_widens_who_reads(site, private):
    writers = Group.objects.create(slug="writers", name="Writers")
    for member in (site.author, site.outsider):
        GroupMember.objects.create(group=writers, member=member)
    themes.set_groups(
        private.theme, by=site.boss, reading_group=private.group, writing_group=writers
    )
    topic = Topic.objects.select_related("theme").get(pk=private.topic.pk)
    make.post(topic, site.author)
    make.post(topic, site.chair)
    for member, words in ((site.insider, "members of a group"), (site.outsider, "no longer")):
        with pytest.raises(Exception, match=words):
            make.post(topic, member)
    assert client_of(site.outsider).get(topic.get_absolute_url()).status_code == 404
    assert client_of(site.insider).get(topic.get_absolute_url()).status_code == 200


def test_files_of_private_texts_and_the_record_are_for_its_readers(site, private):
    upload = Upload.objects.create(
        owner=site.author, name="x.pdf", kind="pdf", size=1, sha256="x", file="x"
    )
    UploadUse.objects.create(upload=upload, post=private.topic.posts.get(number=1))
    for reader, may_read in (
        *((AnonymousUser(), False), (site.outsider, False), (site.former, False)),
        *((site.insider, True), (site.chair, True), (site.boss, True)),
    ):
        assert Upload.objects.readable_by(reader).exists() == may_read, reader
    left = make.theme("left", facilitators=(site.outsider,))
    topic = make.topic(site.author, within=left)
    facilitation.move(topic, site.boss, theme=private.theme)
    facilitation.retitle(topic, site.boss, title="New zymurgy")
    page = client_of(site.outsider).get("/record/").content.decode().lower()
    assert not any(trace in page for trace in TRACES)


def test_a_copy_of_what_is_mine_names_no_conversation_that_i_can_no_longer_read(site, private):
    file = StringIO()
    _write_texts(file, site.former.pk)
    html = file.getvalue()
    assert "A conversation that you can no longer read #1" in html and "My vexillology." in html
    assert "zymurgy" not in html and "Quixotic" not in html


def test_a_theme_does_not_name_the_hidden_group_that_writes_in_it(site, private):
    theme = site.public.theme
    themes.set_groups(theme, by=site.boss, reading_group=None, writing_group=private.group)
    theme.refresh_from_db()
    assert refuse_writing_in(site.outsider, theme).endswith("Only members of a group can write.")
    groups.change_group(private.group, by=site.boss, takes_requests=True)
    assert "Working party" in refuse_writing_in(site.outsider, theme)


def test_sign_up_offers_no_private_theme(site, private):
    assert "Quixotic" not in str(ThemeFollow.objects.theme_choices())
    following.track_sign_up_themes(site.outsider.pk, [private.theme.pk])
    assert not ThemeFollow.objects.filter(member=site.outsider).exists()


def test_a_facilitator_without_the_required_two_step_verification_reads_nothing(
    site, private, settings
):
    settings.SECOND_STEP_REQUIRED = True
    for member in (site.chair, site.boss):
        fresh = Member.objects.get(pk=member.pk)
        assert not Theme.objects.visible_to(fresh).filter(pk=private.theme.pk).exists()
        assert recipients.members_who_may_read(private.theme, [fresh.pk]) == set()
