"""Django's admin with our site in the place of its own."""

from django.apps import apps
from django.contrib.admin import site
from django.contrib.admin.apps import AdminConfig

from lie_project.desk import checks as checks  # registered by its import
from lie_project.desk import columns, names, refused


class DeskConfig(AdminConfig):
    default_site = "lie_project.desk.site.DeskSite"

    def ready(self) -> None:
        """Apps are called here what people call them; the lists follow in DeskSite."""
        super().ready()
        refused.shorten()
        for label, name in names.APPS.items():
            if apps.is_installed(label) or label == "auth":
                apps.get_app_config(label).verbose_name = name
        columns.call(of for model, of in site._registry.items() if model._meta.app_label != "auth")
        for label in ("otp_totp", "otp_static"):  # their pages would show the secrets
            if apps.is_installed(f"django_otp.plugins.{label}"):
                site.unregister(
                    [model for model in apps.get_app_config(label).get_models() if site.is_registered(model)]
                )
