"""``manage.py topology``: what lies on the broker against what should.

``check`` exits with 1 when something differs, ``apply`` when something is left for a person; both with 2
when the broker cannot be asked.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events import registry
from events.broker.diagram import chart, everything
from events.broker.drift import Drift, Live, What, compare, wanted_queues
from events.broker.mending import mend
from events.broker.observe import CannotObserve, connected, observe
from events.broker.topology import is_embedded


class Command(BaseCommand):
    help = "Compares exchanges, queues and bindings with the live broker, mends them, or draws them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="check|apply|diagram")
        check = acts.add_parser("check", help="print every difference; exit 1 if there is one")
        check.add_argument(
            "--no-workers", action="store_true", help="the workers do not run: queues need no consumer"
        )
        apply = acts.add_parser("apply", help="declare what is missing, remove what nobody wants any more")
        apply.add_argument(
            "--drop", action="store_true", help="delete old queues of ours with their messages and consumers"
        )
        acts.add_parser("diagram", help="print all of it as one Mermaid chart")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "diagram":
            self.stdout.write("\n".join(chart(everything(registry.all_subscriptions()))))
        elif options["act"] == "check":
            self._check(workers=not options["no_workers"])
        else:
            self._apply(options["drop"])

    def _check(self, workers: bool) -> None:
        drifts, live = _compared()
        drifts = [drift for drift in drifts if workers or drift.what is not What.NOT_CONSUMED]
        for line in (*map(str, drifts), *(f"not found out: {sentence}" for sentence in live.unknown)):
            self.stdout.write(line)
        if drifts:
            self.stdout.write(f"{len(drifts)} differences; manage.py topology apply mends what can be mended")
            sys.exit(1)
        bindings = "unknown" if live.bindings is None else len(live.bindings)
        self.stdout.write(f"The broker has what it should: {len(live.queues)} queues, {bindings} bindings.")

    def _apply(self, drop: bool) -> None:
        with _asking(), connected(settings.LIE.broker_url) as connection:
            report = mend(connection, registry.all_subscriptions(), _concerns(), drop=drop, **_sources())
        for line in (*report.done, *report.left):
            self.stdout.write(line)
        if report.left:
            sys.exit(1)
        if not report.done:
            self.stdout.write("There was nothing to do.")


def _compared() -> tuple[list[Drift], Live]:
    with _asking(), connected(settings.LIE.broker_url) as connection:
        wanted = wanted_queues(registry.all_subscriptions(), embedded=is_embedded(connection.channel()))
        live = observe(connection, wanted, _concerns(), **_sources())
    return compare(wanted, live, _concerns()), live


def _concerns() -> list[str]:
    return [concern.name for concern in registry.concerns()]


def _sources() -> dict[str, Any]:
    return {"api": settings.LIE.broker_api_url, "data": Path(settings.LIE.data_dir)}


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except CannotObserve as error:
        raise CommandError(str(error), returncode=2) from error
    except Exception as error:  # transports have no common base of errors
        raise CommandError(f"the broker cannot be asked: {error}", returncode=2) from error
