"""`make pictures`: every kind of page at three widths, light and dark, in two languages, and one sheet of all."""

import json
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "var" / "pictures"
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "fr")

# (name, who looks, address). {topic}, {theme} and the like are filled in from the demonstration community.
PAGES = [
    ("home", "visitor", "/"),
    ("themes", "visitor", "/themes/"),
    ("theme", "visitor", "{theme}"),
    ("theme-member", "practitioner", "{theme}"),
    ("theme-posts", "visitor", "{theme}posts/"),
    ("start", "practitioner", "{theme}start/"),
    ("topic", "visitor", "{topic}"),
    ("topic-member", "practitioner", "{topic}"),
    ("topic-long", "visitor", "{introductions}?page=2"),
    ("post", "practitioner", "{post}"),
    ("post-facilitator", "administrator", "{post}"),
    ("edit", "administrator", "{edit}"),
    ("manage", "administrator", "{manage}"),
    ("room", "practitioner", "{room}"),
    ("room-visitor", "visitor", "{room}"),
    ("message", "administrator", "{message}"),
    ("following", "practitioner", "/following/"),
    ("notifications", "facilitator", "/notifications/"),
    ("member", "visitor", "{member}"),
    ("profile", "practitioner", "/accounts/profile/"),
    ("close", "practitioner", "/accounts/close/"),
    ("sign-in", "visitor", "/accounts/login/"),
    ("sign-up", "visitor", "/accounts/signup/"),
    ("password", "visitor", "/accounts/password/reset/"),
    ("markdown", "visitor", "/help/markdown/"),
    ("about", "visitor", "/about/"),
    ("rules", "visitor", "/rules/"),
    ("privacy", "visitor", "/privacy/"),
    ("not-found", "visitor", "/nowhere/"),
]
ADDRESSES = """
import json
from django.urls import reverse
from forum.chat.models import Message
from forum.demo import SIGN_INS
from forum.topics.models import Topic
from accounts.models import Member

topic = Topic.objects.filter(pinned=False, post_count__gte=5).order_by("pk").first()
long = Topic.objects.order_by("-post_count").first()
message = Message.objects.filter(room__theme__isnull=False).order_by("pk").last()

print(json.dumps({
    "theme": topic.theme.get_absolute_url(),
    "topic": topic.get_absolute_url(),
    "introductions": long.get_absolute_url(),
    "post": reverse("topics:post", args=[topic.pk, 2]),
    "edit": reverse("topics:edit", args=[topic.pk, 2]),
    "manage": reverse("topics:manage", args=[topic.pk]),
    "room": message.room.get_absolute_url(),
    "message": message.get_absolute_url(),
    "member": Member.objects.get(email=SIGN_INS["practitioner"]).get_absolute_url(),
}))
"""


@pytest.fixture(scope="session")
def addresses(_served_site) -> dict[str, str]:
    """The addresses that PAGES leaves open."""

    return json.loads(_served_site.shell(ADDRESSES))


@pytest.fixture
def looking(site, new_page, browser_as):
    """looking(who, language, scheme) -> a page, signed in unless it is the visitor's."""

    def build(who, language, scheme):
        options = {"color_scheme": scheme, "reduced_motion": "reduce"}
        page = new_page(**options) if who == "visitor" else browser_as(who, **options)
        page.context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}]
        )
        return page

    return build


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", sorted({who for _, who, _ in PAGES}))
def test_pictures(who, language, scheme, looking, addresses, complaints):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = looking(who, language, scheme)
    for name, whose, address in PAGES:
        if whose != who:
            continue
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address.format_map(addresses))
            page.wait_for_timeout(150)  # the scripts of the page localise its times
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if overflow > 0:
                complaints.append(f"{name} at {width}: {overflow} px wider than the screen")
            page.screenshot(path=FOLDER / f"{name}-{language}-{scheme}-{width}.png", full_page=True)


def test_one_sheet_of_all(new_context):
    """A picture of the pictures, for who looks at them all at once; index.html is the same with links."""
    rows = "".join(_row(name) for name, _, _ in PAGES)
    style = (
        "body{font:13px sans-serif;margin:8px;background:#888}h2{margin:8px 0 4px}div{display:flex;gap:6px}"
        + ("img{height:260px;width:150px;object-fit:cover;object-position:top}")
    )
    sheet = FOLDER / "index.html"
    sheet.write_text(
        f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>{style}</style>{rows}"
    )
    page = new_context(viewport={"width": 2500, "height": 800}).new_page()
    page.goto(sheet.as_uri())
    page.screenshot(path=FOLDER / "index.png", full_page=True)


def _row(name: str) -> str:
    files = [
        f"{name}-{language}-{scheme}-{width}.png"
        for language in LANGUAGES
        for scheme in SCHEMES
        for width in WIDTHS
    ]
    shown = "".join(
        f"<a href={file}><img src={file} title={file}></a>" for file in files if (FOLDER / file).exists()
    )
    return f"<h2>{name}</h2><div>{shown}</div>"
