"""``manage.py secondfactor NAME``: an app and recovery codes for somebody of the staff."""

import io
from importlib.util import find_spec
from typing import Any

import segno
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

MISSING = "LIE's extra is not installed: pip install '.[otp]', then manage.py migrate."


class Command(BaseCommand):
    help = (
        "Gives an account of the staff a second factor for the admin, in the place of an earlier one: shows "
        "what an authenticator app reads, and recovery codes, each good for once. They are not shown again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the account's name")
        parser.add_argument("--remove", action="store_true", help="take it away, and end its sessions")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when there is no such account, or LIE's extra is not installed."""
        if find_spec("django_otp") is None:
            raise CommandError(MISSING)
        from lie_project.desk import second

        user = User.objects.filter(username=options["name"], is_staff=True).first()
        if user is None:
            raise CommandError(f"Nobody of the staff is called {options['name']}.")
        if options["remove"]:
            self.stdout.write("taken away" if second.remove(user) else "there was none")
            return
        uri, codes = second.enrol(user)
        picture = io.StringIO()
        segno.make(uri, micro=False).terminal(out=picture, compact=True)
        self.stdout.write(f"{picture.getvalue()}{uri}\n\nRecovery codes, each good for once:")
        self.stdout.write("\n".join(f"  {code}" for code in codes))
