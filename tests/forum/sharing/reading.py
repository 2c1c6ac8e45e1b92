"""Read feeds, sitemaps and the heads of pages as other programs do."""

import json
from pathlib import Path
from typing import Any

import html5lib
import jsonschema
from django.http import HttpResponse
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_SCHEMAS = Path(__file__).parent / "schemas"
_XHTML = "{http://www.w3.org/1999/xhtml}"


def xml_of(response: HttpResponse) -> Any:
    assert response.status_code == 200
    return etree.fromstring(response.content)


def locations(response: HttpResponse) -> list[str]:
    """The addresses in a sitemap or a sitemap index."""
    return [element.text for element in xml_of(response).iter(f"{SITEMAP}loc")]


def entries(response: HttpResponse) -> list[dict[str, str]]:
    """The texts of the children of each entry of a feed, and the address of its link."""
    found = []
    for entry in xml_of(response).iter(f"{ATOM}entry"):
        texts = {child.tag.removeprefix(ATOM): child.text for child in entry}
        found.append(texts | {"link": entry.find(f"{ATOM}link").get("href")})
    return found


def head_of(response: HttpResponse) -> dict[str, str]:
    """The contents of the meta and link elements in the head, by name, property or rel."""
    head = html5lib.parse(response.content.decode()).find(f"{_XHTML}head")
    found = {}
    for element in head:
        name = element.get("name") or element.get("property") or element.get("rel")
        if name and name not in found:  # the first feed is the one in Atom
            found[name] = element.get("content") or element.get("href")
    return found


def structured_data_of(response: HttpResponse) -> list[dict[str, Any]]:
    """The JSON-LD of a page."""
    scripts = html5lib.parse(response.content.decode()).iter(f"{_XHTML}script")
    return [json.loads(each.text) for each in scripts if each.get("type") == "application/ld+json"]


def validated_atom(response: HttpResponse) -> Any:
    """The feed, which matches the schema of RFC 4287."""
    feed = xml_of(response)
    etree.RelaxNG(file=str(_SCHEMAS / "atom.rng")).assertValid(feed)
    return feed


def validated_json_feed(response: HttpResponse) -> dict[str, Any]:
    """The feed, which matches the schema of JSON Feed 1.1."""
    assert response.status_code == 200
    feed = json.loads(response.content)
    jsonschema.validate(feed, json.loads((_SCHEMAS / "json_feed.json").read_text()))
    return feed
