"""Django's admin with our site in the place of its own."""

from django.apps import apps
from django.contrib.admin.apps import AdminConfig

from lie_project.desk import checks as checks  # registered by its import
from lie_project.desk import names


class DeskConfig(AdminConfig):
    default_site = "lie_project.desk.site.DeskSite"

    def ready(self) -> None:
        """Apps are called here what people call them; the lists follow in DeskSite."""
        super().ready()
        for label, name in names.APPS.items():
            if apps.is_installed(label) or label == "auth":
                apps.get_app_config(label).verbose_name = name
