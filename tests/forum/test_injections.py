"""Every XSS payload as a title and as every profile field: the pages show harmless text."""

from pathlib import Path

import lxml.html
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts import names
from accounts.models import Member
from forum import markup
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db

LINES = (
    (Path(settings.BASE_DIR) / "tests/data/xss/payloads.txt")
    .read_text(errors="replace")
    .splitlines()
)
PAYLOADS = [line for line in LINES if line.strip()]
# An empty address is the page itself.
ALLOWED_ADDRESSES = ("http:", "https:", "mailto:", "/", "#", "?")
FORBIDDEN_TAGS = ("script", "iframe", "object", "embed", "base", "style")


def harmful(html: str) -> list[str]:
    """The elements and attributes of a page that could run or open another site."""
    problems = []
    for element in lxml.html.fromstring(html).iter(lxml.etree.Element):
        own_script = element.tag == "script" and (element.get("src") or "").startswith(
            "/static/js/"
        )
        if element.tag in FORBIDDEN_TAGS and not own_script:
            problems.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            is_address = name in ("href", "src", "action", "formaction")
            if (
                name.startswith("on")
                or name == "style"
                or (is_address and value and not value.startswith(ALLOWED_ADDRESSES))
            ):
                problems.append(f"{element.tag} {name}={value[:100]}")
    return problems


def test_payloads_as_titles_are_harmless(client, sample):
    author, theme = make.member(), make.theme()
    topics = []
    for payload in sample(PAYLOADS, 4):
        title = markup.clean_line(payload)[:150]
        topic = Topic(theme=theme, author=author, last_poster=author, language="en", post_count=1)
        topic.set_title(title)
        topics.append(topic)
    Topic.objects.bulk_create(topics, batch_size=1000)
    address, pages = theme.get_absolute_url(), 0
    while address:
        page = client.get(address)
        assert harmful(page.content.decode()) == [], address
        pages += 1
        address = page.context["next"] and theme.get_absolute_url() + page.context["next"]
    assert pages == -(-len(topics) // 30)
    for topic in Topic.objects.order_by("?")[:50]:
        for address in ("", "go/", "summary/"):
            assert harmful(client.get(topic.get_absolute_url() + address).content.decode()) == []


def test_payloads_as_profile_fields_are_harmless(sample):
    request = RequestFactory().get("/members/x/")
    request.user = AnonymousUser()
    for number, payload in enumerate(sample(PAYLOADS, 4)):
        line = names.clean_profile_line(payload)
        member = Member(
            pk=number + 1,
            handle=line[:30],
            name=line[:60],
            organisation=line[:120],
            bio=names.clean_profile_text(payload)[:1000],
            languages=[line[:20]],
            community="academic",
        )
        html = render_to_string(
            "pages/member_profile.html", {"profile": member, "posts": []}, request
        )
        assert harmful(html) == [], payload
        member.handle, member.reads, member.seen = "handle", [("fr", line[:20])], ""
        row = render_to_string("pages/_member_row.html", {"member": member})
        assert harmful(row) == [], payload
