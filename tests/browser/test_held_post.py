"""A newcomer's first post waits, an administrator publishes it, and it has the next number."""

import re

from playwright.sync_api import expect

from tests.browser.steps import load_composer, new_topic, run_on_site

NEWCOMER = "first.post@demo.example.org"
PREPARE = """
from django.utils import timezone
from forum.themes.models import Theme
Theme.objects.filter(topics__title="A first post").update(first_posts_wait=True)
Member.objects.create_user("NEWCOMER", "solidarity-economy", handle="first.post", name="First Post",
    community="practitioner", email_confirmed_at=timezone.now())
""".replace("NEWCOMER", NEWCOMER)
AFTER = """
from forum.themes.models import Theme
Theme.objects.update(first_posts_wait=False)
"""


def test_a_first_post_waits_and_is_published_with_the_next_number(site, browser_as):
    topic, _room = new_topic(site, "A first post", posts=2)
    run_on_site(site, PREPARE)
    author = browser_as(NEWCOMER)
    author.goto(topic)
    load_composer(author)
    author.locator("post-composer textarea").fill("Hello, I am new here.")
    author.locator("post-composer button:not([type=button])").click()
    author.wait_for_url(re.compile("/held/"))
    expect(author.locator("h1")).to_have_text("Waits for a facilitator")
    expect(author.get_by_text("Your text is stored")).to_be_visible()
    facilitator = browser_as("administrator")
    facilitator.goto("/reports/?what=waiting")
    facilitator.get_by_role("link", name="A first post").click()
    expect(facilitator.locator(".held__text")).to_have_text("Hello, I am new here.")
    facilitator.get_by_role("button", name="Publish it", exact=True).click()
    expect(facilitator.locator("main > .notice[role=status]")).to_contain_text("is published")
    author.goto(topic)
    expect(author.locator("#post-3")).to_contain_text("Hello, I am new here.")
    run_on_site(site, AFTER)
