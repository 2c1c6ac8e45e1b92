"""No page shows a cached part in the language of the reader before."""

import re

import pytest
from django.core.cache import caches
from django.test import Client

from tests import every_url

pytestmark = pytest.mark.django_db

# What differs from request to request: CSRF tokens and request ids, the key by which a form is sent
# once, the time at which the page was made, and "1 min ago" (tests/collective_brain/i18n has its
# languages).
RANDOM = re.compile(
    rb'name="(csrfmiddlewaretoken|nonce|until)" value="[^"]*"|[0-9a-f]{32}'
    rb'|<p class="print-only">.*?</p>|<time [^>]*>[^<]*</time>',
    re.DOTALL,
)


def pages(client: Client, urls: list[str], language: str) -> dict[str, bytes]:
    """The HTML pages among the answers."""
    answers = {url: client.get(url, headers={"Accept-Language": language}) for url in urls}
    return {
        url: RANDOM.sub(b"", answer.content)
        for url, answer in answers.items()
        if answer.headers.get("Content-Type", "").startswith("text/html")
    }


@pytest.mark.parametrize("reader", ["visitor", "member"])
@pytest.mark.drill("languages of fragments", 18)
def test_a_page_after_the_same_page_in_another_language(reader, sample):
    scene = every_url.make_scene()
    client = Client(raise_request_exception=False)
    if reader == "member":
        client.force_login(scene.member)
    # What administrators see contains measurements of the last seconds.
    everything = every_url.all_urls(scene.arguments)
    urls = sample([url for url in everything if not url.startswith("/administration/")], 3)
    pages(client, urls, "en")  # reads what is unread
    caches["fragments"].clear()
    alone = pages(client, urls, "fr")
    caches["fragments"].clear()
    pages(client, urls, "en")
    after = pages(client, urls, "fr")
    assert [url for url in urls if after.get(url) != alone.get(url)] == []
    assert len(alone) > len(urls) / 3
