"""PNG icons from our SVG, for home screens that take nothing else: ``bin/icons`` after each change of it."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser

from tests.e2e.visitors import browser

STATIC = Path(__file__).parents[2] / "lie_project" / "static" / "lie"
ICONS = {"icon-192": ("icon", 192), "icon-512": ("icon", 512)}
FILLED = {"maskable-512": ("maskable", 512), "apple-180": ("maskable", 180)}  # cut to shape by the system


async def draw(chromium: Browser, svg: str, size: int) -> bytes:
    """PNG of ``svg`` in a square of ``size`` pixels, clear where it is."""
    page = await chromium.new_page(viewport={"width": size, "height": size})
    style = f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>"
    await page.set_content(style + svg)
    picture = await page.screenshot(omit_background=True)
    await page.close()
    return picture


async def main() -> None:
    async with browser() as chromium:
        for name, (source, size) in {**ICONS, **FILLED}.items():
            svg = (STATIC / f"{source}.svg").read_text(encoding="utf-8")
            (STATIC / "icons" / f"{name}.png").write_bytes(await draw(chromium, svg, size))


if __name__ == "__main__":
    asyncio.run(main())
