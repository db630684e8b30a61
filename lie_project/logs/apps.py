"""Lets every handler's log lines carry the message it handles; nothing of it without ``LIE_LOG=json``."""

import logging

from django.apps import AppConfig
from django.conf import settings


class LogsConfig(AppConfig):
    name = "lie_project.logs"
    label = "logs"

    def ready(self) -> None:
        from lie_project.logs import about  # after all models are there

        if settings.LIE.log == "json":
            logging.captureWarnings(True)  # Python's own are lines as well
            about.follow_handlers()
