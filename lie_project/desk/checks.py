"""What must not be missing where others can reach the admin."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def door_is_guarded(**_: Any) -> list[CheckMessage]:
    """Developers may do without axes; nobody else."""
    if settings.DEBUG or "axes" in settings.INSTALLED_APPS:
        return []
    hint = "Install what requirements.txt names."
    return [Error("Nothing locks out who guesses passwords of the admin.", hint=hint, id="lie.E001")]
