"""Days and times are those of the reader: of the browser, else of the account, else UTC."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.live import broadcast
from forum.topics.models import Post
from forum.topics.streams import topic_stream
from tests import factories as make
from tests.accounts.account_pages import member_without_profile
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db

# In Tokyo it is 16 November, 08:30.
EVENING = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)


def browser_in(zone: str = "", member=None) -> Client:
    """A browser that runs scripts has told its time zone."""
    browser = Client()
    if member:
        browser.force_login(member)
    if zone:
        browser.cookies["time_zone"] = zone
    return browser


@pytest.fixture
def topic():
    topic = make.topic(title="Savings groups")
    for number in (2, 3):
        make.post(topic, source=f"Warehouse receipts {number}")
    for number, moment in ((1, datetime(2026, 11, 1, tzinfo=UTC)), (2, EVENING)):
        Post.objects.filter(topic=topic, number=number).update(created_at=moment)
    Post.objects.filter(topic=topic, number=3).update(created_at=datetime(2026, 11, 20, tzinfo=UTC))
    return topic


def place_of_day(browser: Client, topic, day: str) -> str:
    address = reverse("topics:go", args=[topic.pk, topic.slug])
    return browser.get(address, {"date": day})["Location"].rpartition("#")[2]


class TestDays:
    def test_go_to_a_date_means_the_day_of_the_browser(self, topic):
        assert place_of_day(browser_in("Asia/Tokyo"), topic, "2026-11-16") == "post-2"
        assert place_of_day(browser_in(), topic, "2026-11-16") == "post-3"

    def test_without_scripts_it_is_the_day_of_the_account(self, topic):
        ana = make.member(time_zone="Asia/Tokyo")
        assert place_of_day(browser_in(member=ana), topic, "2026-11-16") == "post-2"

    @pytest.mark.parametrize("zone", ["../../etc/passwd", "Mars/Olympus", "", "é", "x" * 5000])
    def test_an_unknown_zone_is_utc(self, topic, zone):
        assert place_of_day(browser_in(zone), topic, "2026-11-16") == "post-3"

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_the_first_and_last_days_of_the_calendar_overflow_nowhere(self, topic, day):
        for zone in ("Asia/Tokyo", "America/Lima"):
            assert place_of_day(browser_in(zone), topic, day)
            page = browser_in(zone).get("/search/", {"q": "warehouse", "since": day, "until": day})
            assert page.status_code == 200

    def test_the_days_of_a_search_are_those_of_the_browser(self, topic):
        run_event_listeners()
        query = {"q": "warehouse", "since": "2026-11-16", "until": "2026-11-16"}
        tokyo, utc = (browser_in(zone).get("/search/", query) for zone in ("Asia/Tokyo", ""))
        assert "receipts 2" in tokyo.content.decode().replace("<mark>", "").replace("</mark>", "")
        assert "receipts 2" not in utc.content.decode()


class TestTimesOnPages:
    def test_a_member_without_scripts_reads_times_in_the_zone_of_the_account(self, topic):
        ana = make.member(time_zone="Asia/Tokyo")
        page = browser_in(member=ana).get(topic.get_absolute_url()).content.decode()
        assert "#2 · 16 November 2026, 08:30 JST" in page and ">16 Nov 2026</time>" in page

    def test_readers_with_scripts_and_visitors_share_times_in_utc(self, topic):
        ana = make.member(time_zone="Asia/Tokyo")
        for browser in (browser_in("Asia/Tokyo", ana), browser_in("Asia/Tokyo"), browser_in()):
            page = browser.get(topic.get_absolute_url()).content.decode()
            assert "15 November 2026, 23:30 UTC" in page

    def test_the_frame_of_a_reply_is_in_utc(self, topic):
        post = topic.posts.for_display().get(number=2)
        with timezone.override("Asia/Tokyo"):
            frames = broadcast._render_in(["en"], lambda: topic_stream.frame(topic, post))
        assert "23:30 UTC" in frames["en"]["html"]


def test_sign_up_proposes_the_zone_of_the_browser():
    browser = browser_in("Africa/Nairobi", member_without_profile())
    page = browser.get(reverse("members:welcome")).content.decode()
    assert '<option value="Africa/Nairobi" selected>' in page
