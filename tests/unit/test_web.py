"""Which server a web process becomes, and with what options."""

import importlib.util
import os

import pytest

from lie_project import web
from rooms.protocol import LARGEST


def words(*argv: str, **environ: str) -> str:
    return " ".join(web.server(argv, environ))


def test_it_is_daphne_unless_told_otherwise() -> None:
    said = words("--port", "8123", "--host", "0.0.0.0")
    assert said.startswith("-m daphne -b 0.0.0.0 -p 8123 ") and said.endswith(web.APPLICATION)


def test_uvicorn_has_to_use_what_the_outlets_know() -> None:
    said = words("--port", "8123", LIE_ASGI="uvicorn")
    assert said.startswith("-m uvicorn --host 127.0.0.1 --port 8123 ")
    assert "--ws websockets-sansio --ws-per-message-deflate false" in said


@pytest.mark.parametrize("asgi, flag", [("daphne", "-u"), ("uvicorn", "--uds")])
def test_it_can_listen_on_a_unix_socket_instead(asgi: str, flag: str) -> None:
    said = words("--unix", "/run/lie.sock", LIE_ASGI=asgi)
    assert f"{flag} /run/lie.sock" in said and "8000" not in said


@pytest.mark.parametrize("asgi", ["daphne", "uvicorn"])
def test_neither_server_believes_a_visitors_headers(asgi: str) -> None:
    assert "--proxy-headers" not in words(LIE_ASGI=asgi, LIE_PROXY="1").split()


def test_the_largest_frame_passes_the_server() -> None:
    assert int(web.LARGEST) > LARGEST


@pytest.mark.parametrize(
    "argv, told", [(["--host", "0.0.0.0"], "0.0.0.0"), (["--unix", "/run/lie.sock"], ""), ([], "127.0.0.1")]
)
def test_the_settings_are_told_where_it_listens(
    argv: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setattr(os, "execve", lambda program, command, environ: given.append(environ))
    web.main(argv, {})
    assert given == [{"LIE_LISTEN": told}]


def test_an_unknown_server_is_refused_with_a_sentence() -> None:
    with pytest.raises(SystemExit, match="LIE_ASGI is 'gunicorn'; it can be daphne or uvicorn."):
        words(LIE_ASGI="gunicorn")


def test_a_server_that_is_not_there_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"pip install '.\[uvicorn\]'"):
        words(LIE_ASGI="uvicorn")
