"""The composition root: here, and only here, the concerns are wired to the backbone."""

from django.apps import AppConfig


class LieConfig(AppConfig):
    name = "lie_project"

    def ready(self) -> None:
        from lie_project import wiring  # after all models are there

        wiring.install()
