"""``manage.py brokerusers``: a RabbitMQ user for each kind of process, with the least rights."""

import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lie_project import broker_users

TIMEOUT = 60  # seconds


class Command(BaseCommand):
    help = (
        "Shows which RabbitMQ users LIE's processes should have. With --to DIR writes DIR/<process>.env with "
        "the LIE_BROKER_URL of each, and DIR/definitions.json for RabbitMQ; with --ctl makes them, too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="DIR", help="made for its owner alone; passwords in it stay"
        )
        parser.add_argument(
            "--ctl", metavar="PROGRAM", help="rabbitmqctl, to import the definitions with; wants --to"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when the broker is none that has users, or does not take them."""
        directory, ctl = options["to"], options["ctl"]
        if not settings.LIE.broker_url.startswith("amqp"):
            raise CommandError("LIE_BROKER_URL is not RabbitMQ's: only RabbitMQ has users for this.")
        if ctl and not directory:
            raise CommandError("--ctl wants --to DIR: the passwords have to be kept somewhere.")
        if not directory:
            self.stdout.write("\n".join(broker_users.lines()))
            return
        for path in broker_users.write_files(directory, settings.LIE.broker_url):
            self.stdout.write(f"wrote {path}")
        if ctl:
            self._import(ctl, directory / "definitions.json")

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
        self.stdout.write(f"RabbitMQ has {len(broker_users.roles())} users of LIE; guest is no more needed.")
