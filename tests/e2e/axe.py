"""axe-core, which finds on a page what shuts people out.

npm installs it, pinned by tests/axe/package-lock.json, into a directory of this test run.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.async_api import Page

RECIPE = Path(__file__).parents[1] / "axe"
SERIOUS = """async (rules) => {
  const only = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run({ ...only, resultTypes: ["violations"], preload: false });
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) =>
      `${id}: ${html.slice(0, 120)} ${any[0]?.message ?? ""}`));
}"""


def install(directory: Path) -> str:
    """The script."""
    if shutil.which("npm") is None:
        pytest.fail("npm not found: install Debian's packages nodejs and npm (18 or newer).")
    shutil.copytree(RECIPE, directory, dirs_exist_ok=True)
    command = ["npm", "ci", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"npm could not install axe-core: {done.stderr}")
    return (directory / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


async def serious(page: Page, script: str, rules: list[str] | None = None) -> list[str]:
    """Serious and critical findings on the page as it is, by all rules or by ``rules``."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(script)
    found: list[str] = await page.evaluate(SERIOUS, rules)
    return found
