"""LIE behind a middleware that wraps ``send``, as many do: the way past ASGI is not to be found."""

from typing import Any

from lie_project.asgi import application as bare


async def application(scope: Any, receive: Any, send: Any) -> None:
    async def wrapped(message: Any) -> None:
        await send(message)

    await bare(scope, receive, wrapped)
