"""The composition root: here, and only here, the concerns are wired to the backbone."""

from django.apps import AppConfig
from django.conf import settings


class LieConfig(AppConfig):
    name = "lie_project"

    def ready(self) -> None:
        from lie_project import telemetry, wiring  # after all models are there

        wiring.install()
        telemetry.start(settings.LIE.otel_endpoint)
