"""What a browser says of itself, in words that its owner knows again."""

import re

from accounts import names

# The first that is found: many call themselves Chrome and Safari as well.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("UC Browser", r"UCBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("KaiOS", r"KAIOS"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)
LONGEST = 60  # characters of one that is not known


def describe_user_agent(user_agent: str) -> str:
    """ "Firefox · Android"; what it calls itself when it is not known, "" when it says nothing."""
    found = [name for table in (BROWSERS, SYSTEMS) if (name := _first(table, user_agent))]
    return " · ".join(found) or names.clean_line(user_agent)[:LONGEST]


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, user_agent)), "")
