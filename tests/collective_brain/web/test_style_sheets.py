"""Style sheets: what no linter knows about old browsers."""

import re
from pathlib import Path

STYLE_SHEETS = Path(__file__).parents[3] / "collective_brain" / "static" / "css"
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def rules_of(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return [(selector_list(selectors), body) for selectors, body in RULE.findall(text)]


def selector_list(text):
    return [" ".join(selector.split()) for selector in text.split(",")]


def has_flex_gap(body):
    return re.search(r"display: (inline-)?flex", body) and re.search(r"^\s*gap:", body, re.M)


def flex_boxes_with_gap():
    boxes = set()
    for path in STYLE_SHEETS.rglob("*.css"):
        for selectors, body in rules_of(path):
            if has_flex_gap(body):
                boxes.update(selectors)
    return boxes


def boxes_with_margins_in_old_browsers():
    content = (STYLE_SHEETS / "old_browsers.css").read_text()
    return set(re.findall(r"^  (\S.*) > \*[,\s]", content, re.M))


def test_browsers_without_gap_in_flex_boxes_get_margins():
    assert flex_boxes_with_gap() - boxes_with_margins_in_old_browsers() == set()


def test_one_style_sheet_imports_every_file():
    """admin.css is for the pages of Django's admin, and imports nothing."""
    sheets = ("site.css", "lists.css", "more.css", "rooms.css", "staff.css", "admin.css")
    text = "".join((STYLE_SHEETS / sheet).read_text() for sheet in sheets)
    imported = re.findall(r'@import "\./(.+)";', text)
    files = {path.relative_to(STYLE_SHEETS).as_posix() for path in STYLE_SHEETS.rglob("*.css")}
    assert sorted([*imported, *sheets]) == sorted(files)


def test_every_custom_property_is_defined():
    text = "".join(path.read_text() for path in STYLE_SHEETS.rglob("*.css"))
    defined = set(re.findall(r"^\s*(--[\w-]+):", text, re.MULTILINE))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert used - defined == set(), "a browser ignores a declaration with an undefined property"
