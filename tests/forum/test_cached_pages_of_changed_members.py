"""What a member changes renders the visitors' cached pages again once, or not at all."""

import pytest
from django.test import Client

from accounts import actions
from collective_brain.caching.page_cache import shared_version
from collective_brain.event_log.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def run_listeners(django_capture_on_commit_callbacks):
    """Call a write and all its listeners; return the versions of the cached pages it led to."""

    def run(write) -> list[str]:
        versions = [shared_version()]
        with django_capture_on_commit_callbacks(execute=True):
            write()
        versions.append(shared_version())
        for event in Event.objects.unfinished():
            event.run_listeners()
        versions.append(shared_version())
        return versions

    return run


def test_a_new_language_keeps_the_cached_pages(run_listeners):
    client = Client()
    client.force_login(make.member())
    versions = run_listeners(lambda: client.post("/language/", {"language": "fr"}))
    assert len(set(versions)) == 1


def test_a_new_name_renders_them_again_once(run_listeners):
    ana = make.member()
    before, at_once, later = run_listeners(lambda: actions.change_profile(ana, name="Ana M."))
    assert before != at_once == later


def test_a_member_changes_the_profile_ten_times_in_ten_minutes(client):
    ana = make.member()
    client.force_login(ana)
    fields = {"name": "Ana", "community": "academic", "language": "en", "time_zone": "UTC"}
    fields |= {"listed_for": "everyone", "last_seen_for": "members"}
    statuses = [
        client.post("/accounts/profile/", fields | {"bio": f"Text {number}"}).status_code
        for number in range(10)
    ]
    assert statuses == [302] * 10
    page = client.post("/accounts/profile/", fields | {"bio": "Kept <text>"})
    assert page.status_code == 429 and "Kept &lt;text&gt;" in page.content.decode()
