"""Static files: `collectstatic` joins, minifies, hashes and compresses them."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import rcssmin
import rjsmin
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

MINIFIERS = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
CSS_IMPORT = re.compile(r'^@import "\./([^"]+)";$', re.MULTILINE)


class MinifiedSource:
    """The storage of a source file. It opens style sheets and scripts without comments and spaces.

    A style sheet contains the files that it imports, because a browser would fetch each of them.
    The brotli files are 14 % (CSS) and 22 % (JavaScript) smaller than without it.
    """

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> File:
        minify = MINIFIERS.get(PurePath(path).suffix)
        if minify is None:
            return self.storage.open(path)
        return ContentFile(minify(self._read(path)).encode())

    def _read(self, path: str) -> str:
        with self.storage.open(path) as source:
            text = source.read().decode()
        if PurePath(path).suffix != ".css":
            return str(text)
        folder = PurePath(path).parent
        return CSS_IMPORT.sub(lambda imported: self._read(str(folder / imported[1])), text)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Minified, hashed and compressed files. Imports between ES modules name the hashed files."""

    support_js_module_import_aggregation = True
    # One pass for each import in a chain, if the folder lists its files in the worst order.
    max_post_process_passes = 30
    # Django's own patterns need a semicolon, and skip an import without one silently. An import
    # begins a line or follows a semicolon, and the minifier removes the spaces around its braces.
    _js_module_import_aggregation_patterns = (
        "*.js",
        (
            (
                r"""(?P<matched>(?P<before>(?<![^\n;])"""
                r"""(?:import\s*|(?:import|export)\b[\w\s{},*$]*?from\s*))"""
                r"""["'](?P<url>\.[^"']*)["'])""",
                """%(before)s"%(url)s\"""",
            ),
            (r"""(?P<matched>import\(["'](?P<url>\.[^"']*)["']\))""", """import("%(url)s")"""),
        ),
    )

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], *args: Any, **options: Any
    ) -> Iterator[Any]:
        minified = {
            name: (MinifiedSource(storage), path) for name, (storage, path) in paths.items()
        }
        yield from super().post_process(minified, *args, **options)

    def stored_name(self, name: str) -> str:
        """The hashed name. A developer's machine and the tests may run before `collectstatic`."""
        if not self.hashed_files and settings.LOCAL:
            return name
        return str(super().stored_name(name))
