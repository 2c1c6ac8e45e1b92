"""A picture goes into a text over a connection that is cut, and readers see it."""

import io

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

    page.get_by_role("button", name="Post reply").click()
    picture = page.locator(".prose .upload img")
    expect(picture).to_have_attribute("alt", "market")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.naturalWidth === 320", arg=picture.element_handle())
    visitor = new_page()
    visitor.goto(topic)
    expect(visitor.locator(".prose .upload img")).to_be_visible()
