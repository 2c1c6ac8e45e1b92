"""Parse the bytes of a mail with Python's e-mail package at a bounded cost.

The package reads any number of parts, levels and headers, and calls itself for each level. So the
mail is cut first to what real mails have, and each header to a length that its readers can pay.
"""

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32

from forum.mail.reading.charsets import decode_surrogates

MOST_BYTES = 10_000_000
MOST_LINES = 200_000
# Nested messages and multiparts. Python's package compares each line with the end of each of them.
MOST_CONTAINERS = 40
MOST_LINES_TIMES_CONTAINERS = 500_000
MOST_BOUNDARY_LINES = 1_000
MOST_HEADERS = 300
MOST_HEADER_CHARACTERS = 8_000

CONTAINER = re.compile(
    rb"^content-type:\s{0,9}(?:\r?\n[ \t]{1,9})?(?:multipart|message)/", re.I | re.M
)
BOUNDARY_LINE = re.compile(rb"^--", re.M)


class _BoundedPolicy(Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name[:200], decode_surrogates(value[:MOST_HEADER_CHARACTERS])


class _BoundedMessage(Message):
    """A message that keeps its first headers only."""

    def set_raw(self, name: str, value: str) -> None:
        if len(self.raw_headers()) < MOST_HEADERS:
            super().set_raw(name, value)

    def raw_headers(self) -> list[tuple[str, str]]:
        return list(self.raw_items())


def parse(raw: bytes) -> tuple[Message, bool]:
    """The parsed mail, and whether a part of it was cut off because it is too large."""
    cut = _longest_bounded_prefix(raw)
    policy = _BoundedPolicy()
    return BytesParser(_BoundedMessage, policy=policy).parsebytes(raw[:cut]), cut < len(raw)


def _longest_bounded_prefix(raw: bytes) -> int:
    cut = min(len(raw), MOST_BYTES)
    cut = _before_excess_match(raw, CONTAINER, MOST_CONTAINERS, cut)
    cut = _before_excess_match(raw, BOUNDARY_LINE, MOST_BOUNDARY_LINES, cut)
    containers = sum(1 for _ in CONTAINER.finditer(raw, 0, cut))
    most_lines = min(MOST_LINES, MOST_LINES_TIMES_CONTAINERS // max(containers, 1))
    return _before_line(raw, most_lines, cut)


def _before_excess_match(raw: bytes, pattern: re.Pattern[bytes], most: int, cut: int) -> int:
    """Where to cut `raw`, at `cut` or earlier, so that it has at most `most` matches."""
    for number, match in enumerate(pattern.finditer(raw, 0, cut)):
        if number == most:
            return match.start()
    return cut


def _before_line(raw: bytes, most: int, cut: int) -> int:
    if raw.count(b"\n", 0, cut) + raw.count(b"\r", 0, cut) <= most:
        return cut
    return sum(map(len, raw[:cut].splitlines(keepends=True)[:most]))
