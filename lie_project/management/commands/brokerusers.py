"""``manage.py brokerusers``: a RabbitMQ user for each kind of process, with the least rights."""

import subprocess
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.broker.observe import api_request
from lie_project import broker_users

TIMEOUT = 60  # seconds


class Command(BaseCommand):
    help = (
        "Shows which RabbitMQ users LIE's processes should have. With --to DIR writes DIR/<process>.env with "
        "the LIE_BROKER_URL of each, and DIR/definitions.json for RabbitMQ; with --ctl or --api makes "
        "them, too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="DIR", help="made for its owner alone; passwords in it stay"
        )
        parser.add_argument(
            "--ctl", metavar="PROGRAM", help="rabbitmqctl, to import the definitions with; wants --to"
        )
        parser.add_argument(
            "--api",
            action="store_true",
            help="import them by LIE_BROKER_API_URL, whose account has to be an administrator's; wants --to",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when the broker is none that has users, or does not take them."""
        directory, ctl, api = options["to"], options["ctl"], options["api"]
        if not settings.LIE.broker_url.startswith("amqp"):
            raise CommandError("LIE_BROKER_URL is not RabbitMQ's: only RabbitMQ has users for this.")
        if (ctl or api) and not directory:
            raise CommandError("--ctl and --api want --to DIR: the passwords have to be kept somewhere.")
        if api and not settings.LIE.broker_api_url:
            raise CommandError("--api wants LIE_BROKER_API_URL.")
        if not directory:
            self.stdout.write("\n".join(broker_users.lines()))
            return
        for path in broker_users.write_files(directory, settings.LIE.broker_url):
            self.stdout.write(f"wrote {path}")
        if ctl:
            self._import(ctl, directory / "definitions.json")
        if api:
            self._post(directory / "definitions.json")
        if ctl or api:
            self.stdout.write(
                f"RabbitMQ has {len(broker_users.roles())} users of LIE; guest is no more needed."
            )

    def _post(self, definitions: Path) -> None:
        request = api_request(settings.LIE.broker_api_url, "definitions", definitions.read_bytes())
        try:
            urllib.request.urlopen(request, timeout=TIMEOUT).close()
        except OSError as error:  # says neither address nor account
            raise CommandError(f"LIE_BROKER_API_URL refused, or does not answer: {error}") from None

    def _import(self, ctl: str, definitions: Path) -> None:
        """By standard input: rabbitmqctl may run as a user who can't open the file."""
        try:
            with open(definitions, "rb") as file:
                asked = subprocess.run(
                    [ctl, "-q", "import_definitions"], stdin=file, capture_output=True, timeout=TIMEOUT
                )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CommandError(f"{ctl} was not run: {error}.") from error
        if asked.returncode:
            raise CommandError(f"{ctl} refused: {asked.stderr.decode(errors='replace').strip()}")
