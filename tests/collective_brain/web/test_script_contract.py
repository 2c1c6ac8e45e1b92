"""Scripts and templates agree on data attributes, custom elements and classes."""

import re
from pathlib import Path

from django.conf import settings

from collective_brain.web.script_modules import SCRIPTS, imported_modules, modules_with_imports

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("accounts", "collective_brain", "forum")

SELECTOR = re.compile(
    r"""(?:querySelector(?:All)?|closest|matches)\(\s*"([^"]*)"|ITEMS = "(.*)\""""
)
DESTRUCTURED = (r"\{([^{}]*)\}\s*=\s*[\w.]*dataset\b", r"\bdataset: \{([^{}]*)\}")
READS = (r"\[data-([a-z-]+)", r"\bdata-([a-z-]+)\]")
READ_PROPERTIES = (
    r"\bdataset\.(\w+)",
    r'"(\w+)" in [\w.]*dataset',
    r'numberAttribute\("(\w+)"',
)
WRITTEN_PROPERTY = r"\bdataset\.(\w+) = "
WRITTEN = r'\bdata-([a-z-]+)="\$\{'


def _texts(folder: str, ending: str) -> str:
    return "\n".join(path.read_text() for path in sorted((ROOT / folder).rglob(f"*{ending}")))


def _scripts() -> str:
    source = _texts("collective_brain/static/js", ".js")
    return re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)


def _templates() -> str:
    return re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", _texts("templates", ".html"))


def _style_sheets() -> str:
    return _texts("collective_brain/static/css", ".css")


def _attribute(name: str) -> str:
    """data-catch-up is dataset.catchUp in a script."""
    return re.sub(r"[A-Z]", lambda letter: "-" + letter[0].lower(), name)


def _all(patterns: tuple[str, ...], text: str) -> set[str]:
    return {name for pattern in patterns for name in re.findall(pattern, text)}


def _names(destructured: str) -> set[str]:
    """The properties of a pattern such as "one, closed: sentence"."""
    parts = (part.strip() for part in destructured.split(","))
    return {re.split(r"[\s:=]", part)[0] for part in parts if part}


def _read_by_scripts() -> set[str]:
    scripts = _scripts()
    properties = _all(READ_PROPERTIES, scripts) - {"name"}
    for destructured in _all(DESTRUCTURED, scripts):
        properties |= _names(destructured)
    return _all(READS, scripts) | {_attribute(name) for name in properties}


def _written_by_scripts() -> set[str]:
    scripts = _scripts()
    properties = {_attribute(name) for name in re.findall(WRITTEN_PROPERTY, scripts)}
    return properties | set(re.findall(WRITTEN, scripts))


def _written_by_templates() -> set[str]:
    widgets = "".join(_texts(package, ".py") for package in PACKAGES)
    in_widgets = re.findall(r'attrs\["data-([a-z-]+)"\]', widgets)
    return set(re.findall(r"(?<![\w-])data-([a-z-]+)", _templates())) | set(in_widgets)


def test_templates_or_scripts_write_each_data_attribute_that_scripts_read():
    read = _read_by_scripts()
    assert len(read) > 50
    assert sorted(read - _written_by_templates() - _written_by_scripts()) == []


def test_scripts_or_style_sheets_read_each_data_attribute_that_templates_write():
    in_styles = set(re.findall(r"\[data-([a-z-]+)", _style_sheets()))
    assert sorted(_written_by_templates() - _read_by_scripts() - in_styles) == []


def test_templates_use_each_custom_element_that_scripts_define_and_no_others():
    defined = set(re.findall(r'customElements\.define\("([a-z-]+)"', _scripts()))
    used = set(re.findall(r"<([a-z]+-[a-z-]+)", _templates()))
    assert used == defined


def test_templates_contain_each_class_by_which_scripts_find_elements():
    selectors = [" ".join(match) for match in SELECTOR.findall(_scripts())]
    wanted = {name for text in selectors for name in re.findall(r"\.([a-z][\w-]*)", text)}
    values = " ".join(re.findall(r'class="([^"]*)"', _templates()))
    assert wanted
    assert sorted(wanted - set(re.findall(r"[\w-]+", values))) == []


def test_each_script_of_a_page_exists():
    names = re.findall(r"static 'js/(\w+)\.js'", _templates())
    assert names
    for name in names:
        assert (ROOT / "collective_brain/static/js" / f"{name}.js").is_file(), name


def test_no_module_imports_itself_through_others():
    """`collectstatic` cannot hash the names of modules that import each other."""
    for path in SCRIPTS.glob("*.js"):
        imported = modules_with_imports(imported_modules(path.stem), without=())
        assert path.stem not in imported, path.name
