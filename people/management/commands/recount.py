"""``manage.py recount``: everybody's sums anew, from the tables that ``rebuild people`` makes."""

from typing import Any

from django.core.management.base import BaseCommand

from people import aliases, standings
from people.models import Leaving, MatchPlayed, RoundPlayed, Standing


class Command(BaseCommand):
    help = "Works out the standing of every player anew. After `rebuild people`; harmless at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        tables = (RoundPlayed, MatchPlayed, Leaving)
        players = {player for table in tables for player in table.objects.values_list("player", flat=True)}
        people = set(aliases.persons(players).values())
        Standing.objects.exclude(player__in=people).delete()
        standings.recount(people)
        if options["verbosity"]:
            self.stdout.write(f"{len(people)} players recounted")
