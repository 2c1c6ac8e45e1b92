"""Where static files come from."""

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Static(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; imports between ES modules get the hashed names too."""

    support_js_module_import_aggregation = True
    # Django's own patterns want a semicolon, and would leave a line without one to the plain name in silence.
    _js_module_import_aggregation_patterns = (
        "*.js",
        (
            (
                r"""(?m)^(?P<matched>(?P<before>import\s*|(?:import|export)\s[\w\s{},*$]*?from\s*)"""
                r"""["'](?P<url>\.[^"']*)["'])""",
                """%(before)s"%(url)s\"""",
            ),
            (r"""(?P<matched>import\(["'](?P<url>\.[^"']*)["']\))""", """import("%(url)s")"""),
        ),
    )

    def stored_name(self, name: str) -> str:
        """The hashed name. A developer's machine and the tests may run before `collectstatic`."""
        if not self.hashed_files and settings.LOCAL:
            return name
        return str(super().stored_name(name))
