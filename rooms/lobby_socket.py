"""The socket of the landing page: the public list, live.  Anybody may look."""

from typing import Any

from rooms.board import board
from rooms.onlooker import Onlooker, speaks


class LobbyConsumer(Onlooker):
    def admits(self, scope: Any) -> bool:
        return speaks(scope)

    async def begin(self) -> None:
        await board().join(self)

    async def again(self) -> None:
        board().repeat(self)

    async def finish(self) -> None:
        await board().leave(self)
