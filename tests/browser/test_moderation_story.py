"""What a member goes through: a report, a decision, an appeal; a group; a copy of the own data."""

import io
import json
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.steps import id_in, new_topic, run_on_site, wait_for_worker

WHY = "It offers a product for sale."


def test_a_report_is_decided_and_the_author_appeals(browser_as, site):
    topic, _room = new_topic(site, "Half price this week")
    a_member_reports_the_post(browser_as("constituent"), topic)
    wait_for_worker(site)
    a_facilitator_hides_it(browser_as("facilitator"), topic)
    wait_for_worker(site)
    author, administrator = browser_as("practitioner"), browser_as("administrator")
    the_author_appeals(author)
    wait_for_worker(site)
    an_administrator_undoes_the_decision(administrator)
    wait_for_worker(site)
    author.goto("/decisions/")
    expect(author.locator(".row").first).to_contain_text("Undone")
    author.goto(topic)
    expect(author.locator(".post .prose").first).to_have_text("The first post.")
    administrator.goto("/record/")
    record = administrator.locator("main")
    expect(record).to_contain_text(WHY)
    expect(record).to_contain_text("Nothing is sold here.")


def a_member_reports_the_post(page: Page, topic: str) -> None:
    page.goto(f"/topics/{id_in(topic)}/posts/1/")
    page.get_by_role("link", name="Report").click()
    page.get_by_label("No advertising").check()
    page.locator("[name=why]").fill("They sell software.")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("The facilitators have been told.")).to_be_visible()


def a_facilitator_hides_it(page: Page, topic: str) -> None:
    page.goto("/reports/")
    page.locator(".row", has_text="Half price this week").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("They sell software.")
    decision = page.locator("details", has_text="Hide it")
    decision.locator("summary").click()
    decision.locator("[name=why]").fill(WHY)
    decision.get_by_role("button", name="Hide").click()
    expect(page.get_by_text("Your decision has been saved")).to_be_visible()


def the_author_appeals(page: Page) -> None:
    page.goto("/decisions/")
    page.locator(".row a").first.click()
    expect(page.locator("main")).to_contain_text(WHY)
    page.locator("[name=source]").fill("I only answered a question.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.locator("main")).to_contain_text("I only answered a question.")


def an_administrator_undoes_the_decision(page: Page) -> None:
    page.goto("/appeals/")
    page.locator(".row a").first.click()
    expect(page.locator("main")).to_contain_text("I only answered a question.")
    page.get_by_label("The decision is undone").check()
    page.locator("[name=why]").fill("Nothing is sold here.")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("main")).to_contain_text("The decision is undone")


def test_an_invitation_link_opens_a_private_theme(browser_as, site):
    theme = run_on_site(site, MAKE_PRIVATE_THEME)
    member, manager = browser_as("constituent"), browser_as("administrator")
    assert member.goto(theme).status == 404
    manager.goto("/groups/millers/manage/")
    manager.get_by_label("How many people may join").fill("3")
    manager.get_by_role("button", name="Create a link").click()
    link = manager.locator("main [rel=nofollow]").get_attribute("href")
    member.goto(link.replace(site.url, ""))
    assert member.goto(theme).status == 404, "to open a link changes nothing"
    member.goto(link.replace(site.url, ""))
    member.get_by_role("button", name="Join the group").click()
    expect(member.get_by_role("heading", level=1)).to_have_text("Millers")
    assert member.goto(theme).status == 200


MAKE_PRIVATE_THEME = """
from forum.groups import actions as groups
from forum.themes import actions as themes
from forum.themes.rules import EDITED_FIELDS
boss = Member.objects.get(handle="demo.admin")
group = groups.create_group(by=boss, slug="millers", name="Millers")
fields = dict.fromkeys(EDITED_FIELDS, "Millers") | {"colour": "#123456"}
theme = themes.create_theme(by=boss, slug="millers", reading_group=group, **fields)
print(theme.get_absolute_url())
"""


def test_a_copy_of_the_own_data_is_made_and_opened(browser_as, site, new_page):
    topic, _room = new_topic(site, "What I wrote myself")
    page = browser_as("practitioner")
    page.goto("/settings/export/")
    page.get_by_role("button", name="Create a copy").click()
    wait_for_worker(site)
    page.goto("/settings/export/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    names = archive.namelist()
    assert "What I wrote myself" in archive.read("index.html").decode()
    assert all(json.loads(archive.read(name)) for name in names if name.endswith("posts.json"))
