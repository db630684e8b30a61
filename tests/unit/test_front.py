"""Whom a connection comes from when proxies stand before the web process."""

from typing import Any

import pytest

from lie_project.front import Front


async def seen(proxies: int, forwarded: str = "", proto: str = "", kind: str = "http") -> tuple[Any, Any]:
    scopes: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)

    headers = [(b"x-forwarded-for", part.encode()) for part in forwarded.split("|") if part]
    headers += [(b"x-forwarded-proto", proto.encode())] if proto else []
    scope = {"type": kind, "scheme": "http" if kind == "http" else "ws", "client": ("10.0.0.1", 5)}
    await Front(application, proxies, lambda: None)({**scope, "headers": headers}, None, None)
    return scopes[0]["client"][0], scopes[0]["scheme"]


@pytest.mark.parametrize(
    "proxies, forwarded, address",
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1|203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "203.0.113.7"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "<script>", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
async def test_the_address_is_what_the_outermost_of_our_proxies_saw(
    proxies: int, forwarded: str, address: str
) -> None:
    assert (await seen(proxies, forwarded))[0] == address


@pytest.mark.parametrize(
    "proxies, proto, kind, scheme",
    [
        (0, "https", "http", "http"),
        (1, "https", "http", "https"),
        (1, "https", "websocket", "wss"),
        (1, "http", "websocket", "ws"),
        (1, "gopher", "http", "http"),
        (1, "http, https", "http", "https"),
    ],
)
async def test_the_scheme_is_the_visitors(proxies: int, proto: str, kind: str, scheme: str) -> None:
    assert (await seen(proxies, proto=proto, kind=kind))[1] == scheme


async def test_the_process_is_prepared_once_and_send_stays_as_it_is() -> None:
    prepared, sends = [], []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        sends.append(send)

    front = Front(application, 1, lambda: prepared.append(1))
    marks = [object(), object()]
    for mark in marks:
        await front({"type": "websocket", "headers": []}, None, mark)
    assert prepared == [1] and sends == marks
