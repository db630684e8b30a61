"""Each probe against a server of a few lines that behaves well, badly, or not at all."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from lie_project.launcher import probes
from lie_project.launcher.ports import LOOPBACK, free_port


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that says ``answer`` to the first thing that it hears, and hangs up."""
    with socket.create_server((LOOPBACK, 0)) as server:
        thread = Thread(target=_answer_once, args=(server, answer))
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def _answer_once(server: socket.socket, answer: bytes) -> None:
    with server.accept()[0] as link:
        link.recv(1000)
        link.sendall(answer)


def redis(port: int) -> bool:
    return probes.redis_answers(port, "secret")


def http(port: int) -> bool:
    return probes.http_answers(LOOPBACK, port, "/livez")


GOOD = [
    (redis, b"+OK\r\n+PONG\r\n"),
    (probes.amqp_answers, b"\x01\x00\x00\x00\x00\x01\xde\x00\x0a\x00\x0a\x00\x09"),
    (http, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
]
BAD = [
    (redis, b"-LOADING Valkey is loading the dataset in memory\r\n"),
    (redis, b"-WRONGPASS\r\n-NOAUTH\r\n"),
    (probes.amqp_answers, b"AMQP\x00\x00\x09\x01"),
    (probes.amqp_answers, b""),
    (http, b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"),
    (http, b"not HTTP at all\r\n"),
]


@pytest.mark.parametrize(("probe", "answer"), GOOD)
def test_a_server_at_work_is_known_by_its_answer(probe: Callable[[int], bool], answer: bytes) -> None:
    with answering(answer) as port:
        assert probe(port)


@pytest.mark.parametrize(("probe", "answer"), BAD)
def test_any_other_answer_is_a_no(probe: Callable[[int], bool], answer: bytes) -> None:
    with answering(answer) as port:
        assert not probe(port)


@pytest.mark.parametrize("probe", [redis, probes.amqp_answers, http])
def test_nobody_there_is_a_no(probe: Callable[[int], bool]) -> None:
    assert not probe(free_port())


@pytest.mark.parametrize("probe", [redis, probes.amqp_answers, http])
def test_a_server_that_listens_and_says_nothing_is_a_no(
    probe: Callable[[int], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "PATIENCE", 0.1)
    with socket.create_server((LOOPBACK, 0)) as server:
        assert not probe(server.getsockname()[1])


def test_an_open_port_answers_tcp_and_a_closed_one_does_not() -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        assert probes.tcp_answers(LOOPBACK, port)
    assert not probes.tcp_answers(LOOPBACK, port)
