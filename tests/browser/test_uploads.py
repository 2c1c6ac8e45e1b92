"""A picture goes into a text over a connection that is cut, and readers see it."""

import io
import re

from PIL import Image
from playwright.sync_api import expect

from tests.browser.steps import load_composer, new_topic, next_member

BEGIN = "**/uploads/pieces/"
PIECES = "**/uploads/pieces/*/"


def photograph() -> bytes:
    """About 1 MB: four pieces."""
    file = io.BytesIO()
    Image.effect_noise((1400, 1000), 120).convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue()


def test_an_upload_on_a_cut_link_goes_on_and_is_shown(browser_as, new_page, site):
    topic, _room = new_topic(site, "A picture")
    page = browser_as(next_member())
    page.goto(topic)
    load_composer(page)
    sent = []

    def cut_the_second(route):
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
        is_cut = route.request.method == "PATCH" and len(sent) == 2
        return route.abort() if is_cut else route.continue_()

    page.route(PIECES, cut_the_second)
    content = photograph()
    file = {"name": "market.jpg", "mimeType": "image/jpeg", "buffer": content}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add a file").click()
    chooser.value.set_files(file)
    expect(page.locator("[data-upload-status]")).to_have_text(
        "market.jpg has been added to your text.", timeout=30_000
    )
    assert sent[1] == sent[2] == "262144", "the cut piece is sent again, and only that one"
    assert len(sent) == len(content) // 262_144 + 2

    description = page.get_by_label("What the picture shows")
    expect(description).to_be_focused()
    expect(page.locator(".attached img")).to_be_visible()
    description.fill("Women at a [market]")
    expect(page.locator("textarea")).to_have_value(re.compile(r"!\[Women at a \\\[market"))
    page.get_by_role("button", name="Post reply").click()
    picture = page.locator(".prose .upload img")
    expect(picture).to_have_attribute("alt", "Women at a [market]")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.naturalWidth === 320", arg=picture.element_handle())
    visitor = new_page()
    visitor.goto(topic)
    expect(visitor.locator(".prose .upload img")).to_be_visible()


def test_a_reloaded_page_goes_on_with_an_upload_of_the_same_file(browser_as, site):
    topic, _room = new_topic(site, "A picture that was cut")
    page = browser_as(next_member())
    page.goto(topic)
    load_composer(page)
    sent = []

    def cut_all_but_the_first(route):
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
        return route.abort() if len(sent) > 1 else route.continue_()

    page.route(PIECES, cut_all_but_the_first)
    content = photograph()
    file = {"name": "market.jpg", "mimeType": "image/jpeg", "buffer": content}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add a file").click()
    chooser.value.set_files(file)
    expect(page.locator("[data-upload-status]")).to_contain_text("No connection")
    page.unroute(PIECES)
    page.reload()
    load_composer(page)
    offer = page.locator("[data-unfinished-upload]")
    expect(offer).to_contain_text("The upload of market.jpg stopped at")

    page.on("request", lambda request: sent.append(request.headers.get("upload-offset")))
    with page.expect_file_chooser() as chooser:
        offer.get_by_role("button", name="Go on with the upload").click()
    chooser.value.set_files({**file, "buffer": content[::-1]})
    expect(page.locator("[data-refused]")).to_have_text("This is another file. Choose market.jpg.")
    with page.expect_file_chooser() as chooser:
        offer.get_by_role("button", name="Go on with the upload").click()
    chooser.value.set_files(file)
    expect(page.locator(".attached img")).to_be_visible(timeout=30_000)
    offsets = [offset for offset in sent if offset is not None]
    assert offsets.count("0") == 1, "the first piece is not sent again"
    page.reload()
    load_composer(page)
    expect(page.locator(".attached img")).to_be_visible()
    expect(offer).to_have_count(0)
