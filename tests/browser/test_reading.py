"""What counts as reading in a real browser (decision 59)."""

from tests.browser.offline_steps import open_with_service_worker
from tests.browser.steps import id_in, new_topic, next_member, run_on_site, wait_on

FOREIGN = "https://elsewhere.example/"
LAST_READ = """
from forum.following.models import ReadPosition
position = ReadPosition.objects.filter(topic={topic}, member__email="{member}").first()
print(position.read if position else 0)
"""


def last_read(site, topic: str, member: str) -> int:
    return int(run_on_site(site, LAST_READ.format(topic=id_in(topic), member=member)))


def test_a_page_through_the_service_worker_is_read(browser_as, site):
    first, _room = new_topic(site, "First")
    topic, _room = new_topic(site, "Through the worker", posts=2)
    member = next_member()
    page = browser_as(member)
    open_with_service_worker(page, first)
    page.goto(topic)
    assert page.locator("live-posts").get_attribute("data-read") is None
    assert last_read(site, topic, member) == 2


def test_a_foreign_page_marks_nothing_and_the_script_reports_what_is_seen(browser_as, site):
    topic, _room = new_topic(site, "From elsewhere", posts=2)
    member = next_member()
    page = browser_as(member)
    url = site.url + topic
    body = f"<a href='{url}'>Read</a>"
    page.route(FOREIGN, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(FOREIGN)
    page.get_by_role("link", name="Read").click()
    page.wait_for_url(url)
    assert page.locator("live-posts").get_attribute("data-read") == "0"
    wait_on(page, lambda: last_read(site, topic, member) == 2)


def test_no_page_loads_as_an_image(browser_as, site, page_errors):
    topic, _room = new_topic(site, "No images")
    member = next_member()
    page = browser_as(member)
    page.goto(topic)
    status = page.evaluate(
        """path => new Promise(resolve => {
        const image = new Image()
        image.onload = () => resolve("loaded")
        image.onerror = () => resolve("refused")
        image.src = path
    })""",
        topic,
    )
    assert status == "refused"
    page_errors.clear()  # the image has the status 403
