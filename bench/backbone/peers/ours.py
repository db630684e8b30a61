"""Our side: the worker as bin/run starts it, with the concern of bench.backbone.messages."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lie_project.settings")
import django  # noqa: E402

django.setup()

from bench.backbone import messages  # noqa: E402

messages.install(os.environ["BENCH_MODE"])

from lie_project.celery import app as app  # noqa: E402  # it reads the queues of the concerns
