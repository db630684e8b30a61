"""End to end: the whole of LIE, started once, as a person would start it."""

from collections.abc import Iterator

import pytest

from tests.servers import running_lie


@pytest.fixture(scope="session")
def lie_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running LIE whose phases last 0.3 of their time."""
    with running_lie(tmp_path_factory.mktemp("lie"), env={"LIE_PACE": "0.3"}) as lie:
        yield lie.url
