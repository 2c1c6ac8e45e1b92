"""HTML with places that each reader gets filled: the same bytes, compressed or not."""

import gzip
import re

import pytest
from django.test import RequestFactory

from collective_brain.caching.pieces import Pieces

TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT">'
NONCE = (
    '<input type="hidden" name="nonce" value="000000000000000000000000000000000000" id="id_nonce">'
)
PAGES = [
    "",
    "<p>Nothing.</p>",
    TOKEN,
    f"<p>é 🌱</p>{TOKEN}<p>between</p>{NONCE}{TOKEN}<p>{'long ' * 20_000}</p>",
]


def filled(html: str, **headers: str) -> tuple[str, bool]:
    body, packed = Pieces.of(html).filled(RequestFactory().get("/", headers=headers))
    return (gzip.decompress(body) if packed else body).decode(), packed


def without_values(html: str) -> str:
    return re.sub(r'value="[\w-]+"', "", html)


@pytest.mark.parametrize("html", PAGES)
def test_all_but_the_places_stays(html):
    for headers in ({}, {"accept-encoding": "gzip, br"}):
        got, packed = filled(html, **headers)
        assert packed == bool(headers)
        assert without_values(got) == without_values(html)
        assert "T" * 64 not in got and "0" * 36 not in got


def test_each_reader_has_a_token_and_each_form_a_nonce_of_its_own():
    first, second = (filled(PAGES[-1], **{"accept-encoding": "gzip"})[0] for _reader in range(2))
    values = re.findall(r'value="([\w-]+)"', first) + re.findall(r'value="([\w-]+)"', second)
    assert len(values) == 6 and len(set(values)) == 4


def test_it_is_as_small_as_one_stream_but_for_the_places():
    html = PAGES[-1]
    body, _packed = Pieces.of(html).filled(
        RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    )
    assert (
        len(body) < len(gzip.compress(html.encode())) + 700
    )  # three places of up to 64 signs, and four ends
