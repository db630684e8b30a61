"""Every page and every phase, on phone and desk, dark and light, in both languages: into var/screenshots."""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import product
from pathlib import Path

import tests.conftest  # noqa: F401  Django's environment
from tests.e2e.sights import sights
from tests.e2e.visitors import DESK, PHONE, SCREENSHOTS, browser, visitor
from tests.servers import running_lie

SIZES = {"phone": PHONE, "desk": DESK}
LOCALES = {"ko": "ko-KR", "en": "en-US"}
LOOKS = list(product(SIZES, ("dark", "light"), LOCALES))


async def take(url: str, only: str) -> None:
    """Pictures of the LIE at ``url``, of sights whose name contains ``only``."""
    async with browser() as chromium:
        for look in LOOKS:
            size, scheme, language = look
            person = await visitor(
                chromium, url, SIZES[size], locale=LOCALES[language], scheme=scheme, motion=False
            )
            async for name in sights(person, language):
                if only in name:
                    await person.picture("-".join((*look, name)))
            await person.page.context.close()
            for fault in person.faults:
                print(f"{'-'.join(look)}: {fault}")


@contextmanager
def _own_lie() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="lie-") as data, running_lie(Path(data)) as lie:
        yield lie.url


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__)
    parser.add_argument("--url", help="of a running LIE (one is started)")
    parser.add_argument("--only", default="", metavar="PART", help="sights whose name contains this")
    chosen = parser.parse_args()
    with nullcontext(chosen.url) if chosen.url else _own_lie() as url:
        asyncio.run(take(url, chosen.only))
    print(f"{len(list(SCREENSHOTS.glob('*.png')))} pictures in {SCREENSHOTS}")


if __name__ == "__main__":
    main()
