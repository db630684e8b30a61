"""End to end: the whole of LIE, started once, as a person would start it, and one Chromium."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e import axe
from tests.e2e.visitors import browser
from tests.servers import running_lie


@pytest.fixture(scope="session")
def lie_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running LIE whose phases last 0.3 of their time."""
    with running_lie(tmp_path_factory.mktemp("lie"), env={"LIE_PACE": "0.3"}) as lie:
        yield lie.url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def chromium(shared_chromium: Browser) -> AsyncIterator[Browser]:
    """A browser that nobody has opened anything in: what a test has opened is closed behind it."""
    yield shared_chromium
    for context in list(shared_chromium.contexts):
        await context.close()


@pytest.fixture(scope="session")
def axe_script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """axe-core, for tests.e2e.axe."""
    return axe.install(tmp_path_factory.mktemp("axe"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser that is shared lives in one event loop, and so does whoever uses it."""
    for item in items:
        if "shared_chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
