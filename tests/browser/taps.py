"""A phone of 360 x 640 px that counts taps.

A tap is a press on a link, a button, a choice or a text field. Typing costs no tap, and the Enter
key of the screen's keyboard costs none. A field that has the focus because of the tap before needs
no tap; a field of a page that has just been loaded does, because phones show their keyboard only
after a tap.
"""

from playwright.sync_api import Locator, Page

PHONE = {"width": 360, "height": 640}


class Phone:
    """page: what the person looks at. taps: how many there have been."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, control: Locator) -> None:
        self.taps += 1
        control.click()

    def link(self, name: str, *, exact: bool = False) -> None:
        self.tap(self.page.get_by_role("link", name=name, exact=exact).first)

    def button(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name).first)

    def write(self, field: Locator, text: str) -> None:
        """Tap a field of a loaded page and type."""
        self.tap(field)
        self.type(field, text)

    def type(self, field: Locator, text: str) -> None:
        """Type into a field that the last tap gave the focus."""
        assert field.evaluate("field => field === document.activeElement")
        field.press_sequentially(text)
