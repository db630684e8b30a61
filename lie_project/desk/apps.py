"""Django's admin with our site in the place of its own."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "lie_project.desk.site.DeskSite"
