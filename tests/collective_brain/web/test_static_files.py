"""Static files are minified, get hashed names (also in imports) and are compressed."""

import json

import pytest
from django.core.management import call_command

from collective_brain.management.commands.prepare import collect_static_files
from collective_brain.web.static_files import StaticFilesStorage

# With and without a semicolon. The last line is not an import.
IMPORTS = """import { keep } from "./keep.js"
import * as all from './keep.js';
import "./keep.js"
export { keep } from "./keep.js"
export const late = () => import("./keep.js")
export function plain() { return "./keep.js" }
"""


@pytest.fixture
def collected(tmp_path, settings):
    source = tmp_path / "source"
    (source / "js").mkdir(parents=True)
    (source / "js" / "keep.js").write_text("export function keep() {}\n")
    (source / "js" / "posts.js").write_text(IMPORTS + "const text = 'long'\n" * 100)
    (source / "css").mkdir()
    (source / "css" / "site.css").write_text('/* A comment. */\n@import "./button.css";\n')
    (source / "css" / "button.css").write_text(".button {\n  color: red;\n}\n")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT


def test_every_import_names_the_hashed_file(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    posts = (collected / names["js/posts.js"]).read_text()
    assert posts.count(names["js/keep.js"].removeprefix("js/")) == 5
    assert posts.count("keep.js") == 1


def test_files_are_compressed(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    for ending in (".br", ".gz"):
        assert (collected / (names["js/posts.js"] + ending)).exists()


def test_style_sheets_are_joined_and_minified_and_scripts_minified(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert (collected / names["css/site.css"]).read_text() == ".button{color:red}"
    assert (collected / names["js/keep.js"]).read_text() == "export function keep(){}"


def test_a_page_names_the_plain_file_before_anything_is_collected(tmp_path):
    assert (
        StaticFilesStorage(location=str(tmp_path), base_url="/static/").url("css/site.css")
        == "/static/css/site.css"
    )


def test_production_refuses_a_file_that_was_not_collected(tmp_path, settings):
    settings.LOCAL = False
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        StaticFilesStorage(location=str(tmp_path), base_url="/static/").url("css/site.css")


def test_a_long_chain_of_imports_is_collected_in_any_order(tmp_path, settings):
    """The storage renames a script after the scripts that it imports, one pass for each."""
    source = tmp_path / "source"
    source.mkdir()
    for number in range(20):
        (source / f"{number}.js").write_text(f'import "./{number + 1}.js"\n')
    (source / "20.js").write_text("export function last() {}\n")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (settings.STATIC_ROOT / "staticfiles.json").exists()


class TestBuiltFiles:
    """An image contains the collected files of its sources (deploy/Dockerfile)."""

    @pytest.fixture
    def source(self, tmp_path, settings):
        source = tmp_path / "source"
        source.mkdir()
        (source / "keep.js").write_text("export function keep() {}\n")
        settings.STATICFILES_DIRS = [source]
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        settings.STATIC_ROOT = tmp_path / "built"
        collect_static_files()
        settings.BUILT_STATIC_FILES, settings.STATIC_ROOT = tmp_path / "built", tmp_path / "served"
        (settings.BUILT_STATIC_FILES / "only_built.js").touch()
        return source

    def test_they_are_copied_instead_of_collected(self, source, settings):
        collect_static_files()
        assert (settings.STATIC_ROOT / "only_built.js").exists()
        assert (settings.STATIC_ROOT / "staticfiles.json").exists()

    def test_files_of_other_sources_are_collected(self, source, settings):
        (source / "keep.js").write_text("export function changed() {}\n")
        collect_static_files()
        assert not (settings.STATIC_ROOT / "only_built.js").exists()
        names = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
        assert "changed" in (settings.STATIC_ROOT / names["keep.js"]).read_text()
