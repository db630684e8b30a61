"""One web process for a whole file, on each of the two servers."""

from collections.abc import Iterator

import pytest

from tests.integration.gateway.webs import Web, running_web


@pytest.fixture(params=["daphne", "uvicorn"], scope="module")
def asgi(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def web(asgi: str, valkey_url: str) -> Iterator[Web]:
    with running_web(asgi) as made:
        yield made
