"""``manage.py prepare``: all that has to be there before the processes start.  Can be run again."""

import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from kombu.exceptions import OperationalError

from events import registry
from events.broker import topology
from events.broker.wire import open_wire


class Command(BaseCommand):
    help = "Migrates, loads word packs, collects static files and makes exchanges and queues."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("loadpacks")
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        self._make_topology()
        queues = {concern.name: registry.queues_of(concern.name) for concern in registry.concerns()}
        self.stdout.write(json.dumps({"queues": queues}))

    def _make_topology(self) -> None:
        try:
            open_wire(
                settings.LIE.broker_url,
                lambda channel: topology.declare(channel, registry.all_subscriptions()),
            ).close()
        except (OperationalError, OSError) as error:
            raise CommandError(f"the broker is not reached: {error}") from error
