"""Clients leave when their test is over, however it ends."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.integration.media import clients


@pytest.fixture(autouse=True)
async def no_client_stays() -> AsyncIterator[None]:
    clients.made.clear()
    yield
    await asyncio.gather(*(client.connection.close() for client in clients.made))
