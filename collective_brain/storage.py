"""Where static files come from."""

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Static(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; imports between ES modules get the hashed names too."""

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The hashed name. A developer's machine and the tests may run before `collectstatic`."""
        if not self.hashed_files and settings.LOCAL:
            return name
        return str(super().stored_name(name))
