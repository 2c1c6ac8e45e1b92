"""Turn the User-Agent header of a browser into words that its owner recognizes."""

import re

from accounts import names

# The first match counts: many browsers call themselves Chrome and Safari too.
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
MAX_LENGTH = 60  # characters of an unknown browser's own words


def describe_user_agent(user_agent: str) -> str:
    """Such as "Firefox · Android". An unknown browser's own words; "" without a header."""
    known_names = [_first_match(BROWSERS, user_agent), _first_match(SYSTEMS, user_agent)]
    description = " · ".join(name for name in known_names if name)
    return description or names.clean_profile_line(user_agent)[:MAX_LENGTH]


def _first_match(patterns: tuple[tuple[str, str], ...], user_agent: str) -> str:
    for name, pattern in patterns:
        if re.search(pattern, user_agent):
            return name
    return ""
