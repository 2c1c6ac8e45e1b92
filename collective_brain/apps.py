"""Register the system check of the site, and start the monitoring that settings ask for."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Setting -> the module that it starts, and the package that this module needs.
OPTIONAL_OBSERVERS = {
    "SENTRY_DSN": ("collective_brain.observability.error_reports", "sentry_sdk"),
    "OTEL_EXPORTER_OTLP_ENDPOINT": ("collective_brain.observability.traces", "opentelemetry"),
}


class CollectiveBrainConfig(AppConfig):
    name = "collective_brain"

    def ready(self) -> None:
        from collective_brain.observability import error_counts  # noqa: F401  counts errors
        from collective_brain.serving import (  # noqa: F401  register their checks
            deployment_checks,
            process_lock,
        )

        for setting, (module, package) in OPTIONAL_OBSERVERS.items():
            if getattr(settings, setting):
                _start(setting, module, package)


def _start(setting: str, module: str, package: str) -> None:
    try:
        import_module(module).start()
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(package):
            raise
        raise ImproperlyConfigured(
            f"{setting} is set, but {package} is not installed. Unset it, or install the package: "
            "pip install --no-deps --require-hashes -r deploy/requirements.txt"
        ) from error
