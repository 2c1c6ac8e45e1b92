"""Delivery by the served site: what reaches a tab, what closes it, and presence."""

import json
import re
import urllib.request
import uuid
from contextlib import suppress

import pytest
from django.utils import translation
from websockets.exceptions import ConnectionClosed

from bench.served.clients import sign_in
from bench.served.sites import wait_until
from bench.served.tabs import Tab

# --- what reaches a tab ---


def test_a_reply_reaches_a_subscribed_tab_within_a_second(site, new_client):
    with Tab(site) as visitor:
        visitor.listen("topic:1")
        sent = new_client().send_or_fail("topic:1", "Good news from the valley.")
        item = visitor.wait_for("item", nonce=sent["nonce"], within=1)
    assert "Good news from the valley." in item["html"] and item["mark"] == sent["mark"]


def test_each_tab_receives_items_in_its_own_language(site, new_client):
    with Tab(site) as english, Tab(site) as spanish:
        english.listen("room:1", "en")
        spanish.listen("room:1", "es")
        sent = new_client().send_or_fail("room:1", "Buenas.")
        one, other = (
            tab.wait_for("item", nonce=sent["nonce"])["html"] for tab in (english, spanish)
        )
    assert one != other and "Buenas." in one and "Buenas." in other


def test_the_longest_post_arrives(site, new_client):
    with Tab(site) as tab:
        tab.listen("topic:1")
        sent = new_client().send_or_fail(
            "topic:1", "Where there is bread, there is [a way](https://example.org/). " * 700
        )
        item = tab.wait_for("item", nonce=sent["nonce"], within=5)
    assert len(item["html"]) > 60_000


def test_a_tab_that_left_a_stream_receives_nothing_more(site, new_client):
    with Tab(site) as tab:
        tab.listen("room:1")
        tab.send({"leave": "room:1"})
        tab.listen("room:2")
        new_client().send_or_fail("room:1", "Is this thing on?")
        assert not tab.frames("item", during=0.5)


def test_a_tab_that_left_and_subscribed_again_receives_items(site, new_client):
    with Tab(site) as tab:
        tab.listen("room:1")
        for _ in range(3):
            tab.send({"leave": "room:1"})
            tab.listen("room:1")
        sent = new_client().send_or_fail("room:1", "Still there?")
        tab.wait_for("item", nonce=sent["nonce"])


def test_a_tab_may_subscribe_to_ten_streams_and_the_eleventh_is_refused(site):
    with Tab(site) as tab:
        for key in range(1, 11):
            assert tab.listen(f"theme:{key}")["type"] == "listening"
        assert tab.listen("theme:3")["type"] == "listening"
        refused = tab.listen("topic:1")
    assert refused["type"] == "refused" and refused["why"]


def test_a_forbidden_stream_is_refused_in_the_language_of_the_tab(site):
    with Tab(site) as tab:
        refused = tab.listen("member:1", "fr")
    with translation.override("fr"):
        why = translation.gettext("These notifications belong to another member.")
    assert refused["type"] == "refused" and refused["why"] == why


# --- invalid frames ---


@pytest.mark.parametrize(
    "frame",
    [
        '{"listen": "nothing:1", "language": "en"}',
        '{"listen": "topic:x", "language": "en"}',
        '{"listen": "topic:1", "language": "xx"}',
        '{"listen": "topic:99999999999999999999", "language": "en"}',
        '{"say": "Hello"}',
        "{not JSON",
        "[" * 3000,
        "",
        b'{"here": true}',
    ],
)
def test_an_invalid_frame_closes_the_tab(site, frame):
    with Tab(site) as tab:
        tab.socket.send(frame)
        assert tab.closing_code() == 4000


def test_a_stream_that_does_not_exist_is_refused(site):
    with Tab(site) as tab:
        assert tab.listen("topic:999999999999999999")["type"] == "refused"


def test_more_than_twenty_frames_in_ten_seconds_close_the_tab(site):
    with Tab(site) as tab:
        for _ in range(20):
            tab.send({"here": True})
        assert not tab.frames("dropped", during=0.3)
        tab.send({"here": True})
        assert tab.closing_code() == 4001


def test_a_large_frame_closes_the_tab(site):
    with Tab(site) as tab:
        tab.send({"listen": "topic:1", "language": "x" * 5000})
        assert tab.closing_code() in (1006, 1009)


def test_a_large_message_in_small_frames_closes_the_tab(site):
    with Tab(site) as tab:
        with suppress(ConnectionClosed):
            tab.socket.send(["x" * 4000] * 3)
        assert tab.closing_code() in (1006, 1009)


@pytest.mark.parametrize("origin", ["https://example.org", "null", None, "http://127.0.0.1:1"])
def test_only_our_own_pages_get_a_socket(site, origin):
    with Tab(site, origin=origin) as tab:
        assert tab.closing_code() == 4004


# --- rights that end ---


def test_a_suspended_members_tabs_close_at_once(site, new_client, administrator):
    suspended, other = new_client(), new_client()
    with (
        Tab(site, suspended.session) as reading,
        Tab(site, suspended.session) as idle,
        Tab(site, other.session) as bystander,
    ):
        reading.listen("room:1")
        bystander.listen("room:1")
        sanction(administrator, suspended, "suspend_7_days")
        assert reading.closing_code() == 4003 and idle.closing_code() == 4003
        sent = other.send_or_fail("room:1", "I am still here.")
        bystander.wait_for("item", nonce=sent["nonce"])
    with Tab(site, suspended.session) as again:  # a signed-out member is a visitor
        assert again.listen(f"member:{suspended.member}")["type"] == "refused"


def test_a_closed_accounts_tabs_close_at_once(site):
    (leaving,) = sign_in(site, {"password": "solidarity-economy"})
    with Tab(site, leaving.session) as tab:
        tab.listen("topic:1")
        status, _body = leaving.post("/accounts/close/", {"password": "solidarity-economy"})
        assert status == 200 and tab.closing_code() == 4003


def test_signing_out_closes_the_tabs_of_that_session(site, new_client):
    leaving = new_client()
    with (
        Tab(site, leaving.session) as tab,
        Tab(site, leaving.session) as idle,
        Tab(site) as visitor,
    ):
        tab.listen("topic:1")
        visitor.listen("topic:1")
        leaving.post("/accounts/logout/", {})
        assert tab.closing_code() == 4003 and idle.closing_code() == 4003
        assert visitor.listen("topic:2")["type"] == "listening"


ANOTHER_SESSION = """
from importlib import import_module
from allauth.usersessions.models import UserSession
from django.conf import settings
store = import_module(settings.SESSION_ENGINE).SessionStore
session = store()
session.update(store({key!r}).load())
session.create()
UserSession.objects.create(user_id={member}, ip="203.0.113.7", session_key=session.session_key)
print(session.session_key)
"""


def test_a_session_ended_on_another_device_closes_its_tabs_within_two_seconds(site, new_client):
    laptop = new_client()
    phone = site.shell(ANOTHER_SESSION.format(key=laptop.session, member=laptop.member)).split()[-1]
    with Tab(site, phone) as reading, Tab(site, phone) as idle, Tab(site, laptop.session) as own:
        reading.listen("room:1")
        own.listen("room:1")
        status, body = laptop.post("/accounts/sessions/end/", {})
        assert status == 302, body[:300]
        assert reading.closing_code(within=2) == 4003 and idle.closing_code(within=2) == 4003
        sent = laptop.send_or_fail("room:1", "I am still here.")
        own.wait_for("item", nonce=sent["nonce"])
    with Tab(site, phone) as again:  # a signed-out member is a visitor
        assert again.listen(f"member:{laptop.member}")["type"] == "refused"


EXPIRED = """
from django.contrib.sessions.models import Session
from django.utils import timezone
Session.objects.filter(session_key={key!r}).update(expire_date=timezone.now())
"""
DELETED = """
from django.contrib.sessions.models import Session
Session.objects.filter(session_key={key!r}).delete()
"""
NEW_PASSWORD = """
from accounts.models import Member
member = Member.objects.get(pk={member})
member.set_password("another-good-one-26")
member.save(update_fields=["password"])
"""


@pytest.mark.drill("ended sessions", 16)
def test_sessions_that_end_without_an_event_close_their_tabs_in_the_next_round(site, new_client):
    expired, deleted, changed, other = (new_client() for _ in range(4))
    with (
        Tab(site, expired.session) as expired_tab,
        Tab(site, deleted.session) as deleted_tab,
        Tab(site, changed.session) as changed_tab,
        Tab(site, other.session) as bystander,
    ):
        for tab in (expired_tab, deleted_tab, changed_tab, bystander):
            tab.listen("room:1")
        site.shell(EXPIRED.format(key=expired.session))
        site.shell(DELETED.format(key=deleted.session))
        site.shell(NEW_PASSWORD.format(member=changed.member))
        for tab in (expired_tab, deleted_tab, changed_tab):
            assert tab.closing_code(within=60) == 4003  # a round is 25 s
        sent = other.send_or_fail("room:1", "I am still here.")
        bystander.wait_for("item", nonce=sent["nonce"])


def test_a_hidden_topic_is_dropped_for_all_but_its_facilitators(site, new_client, facilitator):
    member = new_client()
    topic = member.start_topic("This will be hidden")
    with (
        Tab(site, member.session) as tab,
        Tab(site, facilitator.session) as keeper,
        Tab(site) as visitor,
    ):
        for each in (tab, keeper, visitor):
            each.listen(f"topic:{topic}", "es")
        facilitator.post(f"/topics/{topic}/hide/", {"why": "It names people."})
        dropped = tab.wait_for("dropped", line=f"topic:{topic}")
        with translation.override("es"):
            assert dropped["why"] == translation.gettext("This topic no longer exists.")
        visitor.wait_for("dropped", line=f"topic:{topic}")
        assert not keeper.frames("dropped", during=0.5)
        assert tab.listen(f"topic:{topic}")["type"] == "refused"


def test_who_may_no_longer_read_a_private_theme_loses_its_streams_at_once(
    site, new_client, administrator
):
    member, outsider, slug = new_client(), new_client(), f"t{uuid.uuid4().hex[:8]}"
    fields = {"slug": slug, "name_en": slug, "description_en": "-", "colour": "#123456"}
    administrator.post("/administration/themes/create/", fields)
    administrator.post("/groups/create/", {"slug": slug, "name": slug, "takes_requests": "on"})
    topic = member.start_topic("Only for us", theme=slug)
    member.post(f"/groups/{slug}/ask/", {})
    accepted = {"member": str(member.member), "accept": "1"}
    administrator.post(f"/groups/{slug}/answer/", accepted)
    group_id = site.shell(GROUP_ID.format(slug=slug)).strip().splitlines()[-1]
    stream = f"topic:{topic}"
    with Tab(site, member.session) as inside, Tab(site, outsider.session) as outside:
        for tab in (inside, outside):
            tab.listen(stream)
        administrator.post(f"/administration/themes/{slug}/groups/", {"reading_group": group_id})
        outside.wait_for("dropped", line=stream)
        assert outside.listen(stream)["type"] == "refused"
        assert not inside.frames("dropped", during=0.5)
        member.post(f"/groups/{slug}/leave/", {})
        inside.wait_for("dropped", line=stream)
        assert inside.listen(stream)["type"] == "refused"


GROUP_ID = """
from forum.groups.models import Group
print(Group.objects.get(slug="{slug}").pk)
"""


def test_a_silenced_member_may_read_but_not_write_and_learns_why(site, new_client, administrator):
    silenced = new_client()
    with Tab(site, silenced.session) as tab:
        tab.listen("room:1")
        sanction(administrator, silenced, "silence_7_days", why="Shouting.")
        fields = {"source": "Let me speak!", "nonce": str(uuid.uuid4())}
        status, body = silenced.post("/rooms/1/say/", fields)
        assert status == 422 and "Shouting." in json.loads(body)["refused"]
        sent = administrator.send_or_fail("room:1", "Calm down, please.")
        tab.wait_for("item", nonce=sent["nonce"])


def sanction(administrator, client, action, why="A reason."):
    fields = {"action": action, "_selected_action": str(client.member), "why": why, "index": "0"}
    status, body = administrator.post("/admin/accounts/member/", fields)
    assert status == 302, body[:500]


# --- presence ---


def test_presence_in_a_room_is_sent_at_most_every_five_seconds(site, new_client):
    members = [new_client() for _ in range(3)]
    with Tab(site) as visitor:
        visitor.listen("room:3")
        alone = visitor.wait_for("presence", line="room:3")
        assert alone == {"type": "presence", "line": "room:3", "count": 1}
        with Tab(site, members[0].session) as first, Tab(site, members[0].session) as twice:
            for tab in (first, twice):
                tab.listen("room:3")
            with Tab(site, members[1].session) as third:
                third.listen("room:3")
                told = visitor.frames("presence", during=6)
                assert len(told) <= 2 and told[-1]["count"] == 3
                assert here(site, "room:3") == 3
                names, more = who_is_here(site, "room:3")
                assert len(names) == 2 and more == "1 person not shown by name"
        gone = visitor.wait_for("presence", within=7)
    assert gone["count"] == 1 and who_is_here(site, "room:3")[0] == []


def test_a_member_who_turned_presence_off_is_neither_named_nor_counted(site, new_client):
    shy, other = new_client(), new_client()
    with Tab(site, other.session) as seeing, Tab(site, shy.session) as hidden:
        for tab in (seeing, hidden):
            tab.listen("room:5")
        seeing.wait_for("presence", line="room:5", count=2, within=7)
        assert len(who_is_here(site, "room:5")[0]) == 2
        shy.save_profile()
        assert len(who_is_here(site, "room:5")[0]) == 1
        seeing.wait_for("presence", line="room:5", count=1, within=7)
        assert len(who_is_here(site, "room:5")[0]) == 1
        shy.save_profile(shows_presence="on")
        seeing.wait_for("presence", line="room:5", count=2, within=7)


def test_a_page_that_polls_without_sockets_learns_how_many_are_present(site):
    with Tab(site) as visitor:
        visitor.listen("room:6")
        visitor.wait_for("presence", line="room:6", count=1)
        assert json.loads(page(site, "/live/room:6/?since=0"))["present"] == 1
    assert "present" not in json.loads(page(site, "/live/topic:1/?since=0&first=1&last=1"))


def test_a_room_that_all_have_left_is_empty(site):
    with Tab(site) as visitor:
        visitor.listen("room:4")
        visitor.wait_for("presence", line="room:4", count=1)
        assert here(site, "room:4") == 1
    wait_until(lambda: here(site, "room:4") == 0)


def page(site, path):
    with urllib.request.urlopen(site.url + path) as answer:
        return answer.read().decode()


def who_is_here(site, line):
    """Return the names, and the sentence about people without a name, as the list shows them."""
    request = urllib.request.Request(
        f"{site.url}/rooms/{line[5:]}/here/", headers={"Accept": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        told = json.load(answer)
    return [name for name, _address in told["names"]], told["more"]


def here(site, line):
    """Return the number of people that a new page of the room shows."""
    shown = re.search(
        rf'<live-presence data-stream="{line}".*?</live-presence>',
        page(site, f"/rooms/{line[5:]}/"),
        re.S,
    )
    assert shown
    return int(re.search(r">(\d+) ", shown[0])[1])


# --- missed changes come with the answer ---


def missed(site, line: str, since: int, session: str = "") -> dict:
    with Tab(site, session) as tab:
        tab.send({"listen": line, "language": "es", "since": since})
        return tab.wait_for("listening")


def test_a_tab_that_missed_little_gets_the_changes_with_the_answer(site, new_client):
    ana = new_client()
    first, *others = (ana.send_or_fail("room:5", f"Number {number}.") for number in range(3))
    answer = missed(site, "room:5", first["mark"])
    assert [item["mark"] for item in answer["changes"]["items"]] == [
        other["mark"] for other in others
    ]
    assert answer["changes"]["head"] == answer["mark"] == others[-1]["mark"]
    assert "changes" not in missed(site, "room:5", answer["mark"])  # nothing was missed


def test_an_invalid_mark_closes_the_tab(site):
    with Tab(site) as tab:
        tab.send({"listen": "room:5", "language": "en", "since": "1"})
        assert tab.closing_code() == 4000
