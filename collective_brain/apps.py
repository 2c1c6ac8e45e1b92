from django.apps import AppConfig


class CollectiveBrainConfig(AppConfig):
    name = "collective_brain"

    def ready(self) -> None:
        from collective_brain import alone  # noqa: F401  registers its check
