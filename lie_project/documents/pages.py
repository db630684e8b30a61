"""Every generated file of docs/ and its text."""

from pathlib import Path

from django.conf import settings

from events.schema import DECLARATIONS
from lie_project import env
from lie_project.documents import asyncapi, catalogue, openapi, schemas, supplies, topology
from lie_project.documents.shapes import as_json

NOTE = "<!-- Made by `manage.py document`; change the code, not this file. -->\n\n"


def pages() -> dict[Path, str]:
    """Path -> text."""
    docs = settings.BASE_DIR / "docs"
    return {
        docs / "settings.md": NOTE + _settings(),
        docs / "catalogue.md": NOTE + catalogue.text(),
        docs / "topology.md": NOTE + topology.text(),
        docs / "asyncapi.json": as_json(asyncapi.document()),
        docs / "openapi.json": as_json(openapi.document()),
        docs / "licences.md": NOTE + supplies.as_page(),
        docs / "sbom.json": as_json(supplies.as_sbom()),
        **{schemas.FOLDER / name: text for name, text in schemas.files(DECLARATIONS.values()).items()},
    }


def _settings() -> str:
    return (
        "# Settings\n\nLIE reads these variables once, at the start of each process. A wrong or "
        "missing one stops the start with a sentence that names it. `bin/run` sets what is required.\n\n"
        + env.table()
    )
