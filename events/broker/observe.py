"""What a broker has, found out by the best source there is.

management API   LIE_BROKER_API_URL   everything
rabbitmqctl      the launcher's node  everything
Redis            embedded transport   bindings and lengths; it knows no arguments and no consumers
AMQP             any other broker     the queues whose names we can think of, but no bindings
"""

import base64
import json
import re
import subprocess
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from kombu import Connection

from events.broker.addresses import reach
from events.broker.drift import KINDS, Live, Seen, Wanted
from events.broker.topology import EXCHANGES, FORMER, VERSIONS, base_of, is_embedded

TIMEOUT = 10  # seconds for one question
TOOL_TIMEOUT = 40  # seconds for rabbitmqctl, which starts a virtual machine of its own first
NO_BINDINGS = "bindings, and queues of concerns that are no more: unknown; set LIE_BROKER_API_URL"
NO_CONSUMERS = "who consumes: unknown; the embedded transport does not tell"

Rows = Mapping[str, list[dict[str, Any]]]  # "queues", "bindings", "exchanges", as the management API has them
WHAT = ("queues", "bindings", "exchanges")


class CannotObserve(Exception):
    """The source does not answer; the sentence says which."""


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection for a few questions.  Raises the transport's errors."""
    options = {"read_timeout": TIMEOUT, "write_timeout": TIMEOUT} if url.startswith("amqp") else {}
    with Connection(url, connect_timeout=3, transport_options=options) as connection:
        reach(connection)
        yield connection


@contextmanager
def opened(connection: Connection) -> Iterator[Any]:
    """A channel of its own for a question: a refusal ends the channel, and no other."""
    channel: Any = connection.channel()
    yield channel
    channel.close()


def observe(
    connection: Connection, wanted: Iterable[Wanted], concerns: Iterable[str], *, api: str, data: Path
) -> Live:
    """What the broker has.  ``api``: LIE_BROKER_API_URL or ""; ``data``: the data directory.

    Raises CannotObserve, or the connection's errors.
    """
    wanted = list(wanted)
    others = _other_names(wanted, concerns)
    channel = connection.channel()
    if is_embedded(channel):
        return _by_redis(channel, others)
    names = [queue.name for queue in wanted] + others
    host = connection.virtual_host or "/"
    ctl = _own_ctl(data, connection)
    if api:
        return _by_rows(connection, names, _ask_api(api, host))
    return _by_rows(connection, names, _ask_ctl(ctl, host)) if ctl else _by_amqp(connection, wanted, names)


# --- management API and rabbitmqctl -------------------------------------------------------------


def _by_rows(connection: Connection, names: Iterable[str], rows: Rows) -> Live:
    """Messages and consumers come by AMQP: the management API's are seconds old."""
    queues = {row["name"]: Seen(arguments=row["arguments"]) for row in rows["queues"]}
    for name in queues.keys() & set(names):
        now = _queue(connection, name, None)
        if now:
            queues[name] = replace(now, arguments=queues[name].arguments)
    bindings = frozenset(
        (row["source"], row["routing_key"], row["destination"])
        for row in rows["bindings"]
        if row["source"] and row["destination_type"] == "queue"
    )
    return Live({row["name"]: row["type"] for row in rows["exchanges"]}, queues, bindings)


def api_request(api: str, path: str, body: bytes | None = None) -> urllib.request.Request:
    """A question to the management API, with ``api``'s account; with a body, a POST of JSON."""
    parts = urlsplit(api)
    place = parts.netloc.rpartition("@")[2] + parts.path.rstrip("/")
    account = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    headers = {"Authorization": f"Basic {base64.b64encode(account.encode()).decode()}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    return urllib.request.Request(f"{parts.scheme}://{place}/api/{path}", data=body, headers=headers)


def _ask_api(api: str, host: str) -> Rows:
    rows = {}
    for what in WHAT:
        request = api_request(api, f"{what}/{quote(host, safe='')}")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                rows[what] = json.load(answer)
        except (OSError, ValueError) as error:  # refused, timed out, no JSON
            raise CannotObserve(f"LIE_BROKER_API_URL does not answer: {error}") from None
    return rows


def _own_ctl(data: Path, connection: Connection) -> Path | None:
    """The launcher's rabbitmqctl, if the broker we talk to is its private node."""
    ctl = data / "rabbitmq" / "ctl"
    try:
        port = re.search(r"^export RABBITMQ_NODE_PORT=(\d+)$", ctl.read_text(), re.MULTILINE)
    except OSError:
        return None
    here = connection.hostname in ("127.0.0.1", "localhost")
    return ctl if here and port and int(port[1]) == connection.port else None


def _ask_ctl(ctl: Path, host: str) -> Rows:
    try:
        asked = subprocess.run(
            [str(ctl), "-q", "export_definitions", "-"], capture_output=True, timeout=TOOL_TIMEOUT, check=True
        )
        found = json.loads(asked.stdout)
        return {what: [row for row in found[what] if row["vhost"] == host] for what in WHAT}
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        raise CannotObserve(f"the node's rabbitmqctl does not answer: {type(error).__name__}") from None


# --- Redis ---------------------------------------------------------------------------------------


def _by_redis(channel: Any, others: Iterable[str]) -> Live:
    """A queue is there when something is bound to it; an old one also while its list has messages."""
    tables = {exchange.name: channel.get_table(exchange.name) for exchange in EXCHANGES}
    bindings = frozenset((name, row[0], row[2]) for name, table in tables.items() for row in table)
    left = {name for name in others if channel._size(name)}
    queues = {queue: Seen(messages=channel._size(queue)) for queue in left | {row[2] for row in bindings}}
    return Live({exchange.name: exchange.type for exchange in EXCHANGES}, queues, bindings, (NO_CONSUMERS,))


# --- AMQP alone ----------------------------------------------------------------------------------


def _other_names(wanted: Iterable[Wanted], concerns: Iterable[str]) -> list[str]:
    """Names that queues of ours of an older release, or of the next one, would have; [] for no concerns."""
    bases = {f"{concern}.{kind}" for concern in concerns for kind in KINDS}
    if not bases:
        return []
    bases |= {base_of(queue.name) for queue in wanted} | FORMER.keys()
    versions = range(2, max(VERSIONS.values()) + 2)
    names = bases | {f"{base}.v{version}" for base in bases for version in versions}
    return sorted(names - {queue.name for queue in wanted})


def _by_amqp(connection: Connection, wanted: list[Wanted], names: list[str]) -> Live:
    arguments = {queue.name: queue.arguments for queue in wanted}
    queues = {name: seen for name in names if (seen := _queue(connection, name, arguments.get(name)))}
    exchanges = {
        exchange.name: type
        for exchange in EXCHANGES
        if (type := _exchange_type(connection, exchange.name, exchange.type))
    }
    return Live(exchanges, queues, None, (NO_BINDINGS,))


def _queue(connection: Connection, name: str, arguments: Mapping[str, Any] | None) -> Seen | None:
    there = _tried(connection, lambda channel: channel.queue_declare(name, passive=True))
    if there is None or isinstance(there, Exception):
        return None
    refused: Any = None
    if arguments is not None:  # it is there, so declaring makes nothing: it only compares
        refused = _tried(
            connection,
            lambda channel: channel.queue_declare(
                name, durable=True, auto_delete=False, arguments=dict(arguments)
            ),
        )
    sentence = str(refused) if isinstance(refused, Exception) else ""
    return Seen(there.message_count, there.consumer_count, refused=sentence)


def _exchange_type(connection: Connection, name: str, type: str) -> str | None:
    if isinstance(
        _tried(connection, lambda channel: channel.exchange_declare(name, type, passive=True)), Exception
    ):
        return None
    refused = _tried(
        connection, lambda channel: channel.exchange_declare(name, type, durable=True, auto_delete=False)
    )
    return "other" if isinstance(refused, Exception) else type


def _tried(connection: Connection, ask: Callable[[Any], Any]) -> Any:
    """The answer, or the broker's refusal."""
    try:
        with opened(connection) as channel:
            return ask(channel)
    except connection.channel_errors as error:
        if getattr(error, "reply_code", 0) not in (404, 406):
            raise
        return error
