"""What LIE is made of besides its own code: the pinned packages with their licences, as list and as SBOM.

From requirements.txt and what the installed packages say of themselves; a package that is not
installed (other versions of Python need it) is named by its pin alone.
"""

import re
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from django.conf import settings

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)( *;)?", re.MULTILINE)

SPOKEN = {  # classifiers and older free texts -> SPDX
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "New BSD": "BSD-3-Clause",
}
UNKNOWN = "not stated"
ALLOWED = frozenset(
    (
        *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0", "TCL", "ZPL-2.1"),
        "LGPL-3.0-only",  # psycopg: used as it is, and never changed or linked into our code
    )
)
"""Licences that go with ours (MIT); another one in a new pin is a question to ask before it is used."""

HEAD = """# Packages and their licences

LIE itself is under the MIT licence. At run time it uses these packages, each as its makers publish it;
[sbom.json](sbom.json) is the same list for programs (CycloneDX 1.6). What only tests need is in
`requirements-dev.txt`.

| package | version | licence | what it is |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Supply:
    """One pinned package; ``licence`` is an SPDX expression or ``UNKNOWN``."""

    name: str
    version: str
    licence: str
    about: str

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"

    @property
    def unwanted(self) -> set[str]:
        """Its licences that are not allowed."""
        return set(re.split(r" (?:AND|OR) ", self.licence)) - ALLOWED - {UNKNOWN}


def supplies() -> list[Supply]:
    """Every package that LIE runs with, by name."""
    pins = (settings.BASE_DIR / "requirements.txt").read_text(encoding="utf-8")
    return [
        Supply(name, version, UNKNOWN, "for some machines alone") if marker else _supply(name, version)
        for name, version, marker in PIN.findall(pins)
    ]


def as_page() -> str:
    """docs/licences.md"""
    return HEAD + "".join(
        f"| {one.name} | {one.version} | {one.licence} | {one.about} |\n" for one in supplies()
    )


def as_sbom() -> dict[str, Any]:
    """docs/sbom.json, CycloneDX 1.6.  Without time and serial number: the same pins make the same file."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "lie", "bom-ref": "lie"}},
        "components": [_component(one) for one in supplies()],
    }


def _component(one: Supply) -> dict[str, Any]:
    stated = {} if one.licence == UNKNOWN else {"licenses": [_license(one.licence)]}
    names = {"type": "library", "bom-ref": one.purl, "name": one.name, "version": one.version}
    return names | stated | {"purl": one.purl}


def _license(licence: str) -> dict[str, Any]:
    return {"expression": licence} if " " in licence else {"license": {"id": licence}}


def _supply(name: str, version: str) -> Supply:
    try:
        told: Any = metadata.metadata(name)  # its type leaves out what Message gives it
    except metadata.PackageNotFoundError:
        return Supply(name, version, UNKNOWN, "not installed here")
    about = " ".join((told.get("Summary") or "").split()).replace("|", "/").rstrip(".")
    return Supply(name, version, _licence(told), about)


def _licence(told: Any) -> str:
    """What is stated in the way of today, by classifiers, or as free text; in this order."""
    if stated := told.get("License-Expression"):
        return str(stated)
    classified = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    named = [SPOKEN.get(line, line) for line in classified if line != "OSI Approved"]
    free = (told.get("License") or "").strip().splitlines()[:1]
    return " OR ".join(named) or "".join(SPOKEN.get(line, line) for line in free) or UNKNOWN
