"""After the sign-out nobody reads what the member has read, and a new password signs nobody out."""

from playwright.sync_api import expect

from forum.demo import PASSWORD
from tests.browser.conftest import sign_in
from tests.browser.offline_steps import offline_copies, open_with_service_worker, sign_out
from tests.browser.steps import (
    frames_in,
    new_topic,
    next_member,
    open_live,
    run_on_site,
    wait_on,
)


def test_back_after_the_sign_out_shows_no_page_of_the_member(browser_as, site):
    topic, _room = new_topic(site, "Before leaving")
    ana = browser_as(next_member())
    for path in (topic, "/following/", "/accounts/profile/"):
        ana.goto(path)
        assert ana.locator("body").get_attribute("data-member")
    ana.goto(topic)
    sign_out(ana)
    expect(ana.get_by_role("link", name="Sign in")).to_be_visible()
    for _page in range(4):
        ana.go_back()
        expect(ana.locator("body")).to_be_visible()
        expect(ana.locator("body[data-member]")).to_have_count(0)


def test_the_sign_out_removes_offline_copies_without_a_service_worker(browser_as, site):
    topic, _room = new_topic(site, "Copied")
    ana = browser_as(next_member())
    open_with_service_worker(ana, topic)
    ana.evaluate("navigator.serviceWorker.getRegistration().then(one => one.unregister())")
    ana.goto("/")
    assert topic in offline_copies(ana)
    sign_out(ana)
    expect(ana.get_by_role("link", name="Sign in")).to_be_visible()
    assert topic not in offline_copies(ana)


def test_a_new_password_of_ones_own_does_not_sign_out_ones_other_tab(new_page, site):
    run_on_site(
        site,
        f"""
from django.utils import timezone
Member.objects.create_user(
    "changer@example.org", "{PASSWORD}", handle="changer", name="Changer", community="academic",
    email_confirmed_at=timezone.now(),
)
""",
    )
    topic, _room = new_topic(site, "Two tabs")
    ana = new_page()
    sign_in(ana, "changer@example.org")
    frames = open_live(ana, topic)
    other = ana.context.new_page()
    other.goto("/accounts/password/change/")
    for name, value in (("oldpassword", PASSWORD), ("password1", "x-y-z-12-34")):
        other.locator(f"[name={name}]").fill(value)
    other.locator("[name=password2]").fill("x-y-z-12-34")
    with other.expect_navigation():
        other.locator("[name=password2]").press("Enter")
    wait_on(
        ana, lambda: len(frames_in(frames, "listening", line="topic:" + topic.split("/")[2])) > 1
    )
    expect(ana.locator("post-composer textarea")).to_be_editable()
