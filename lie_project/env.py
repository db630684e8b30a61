"""LIE's settings from the environment: one typed table, read once, refused with a clear sentence.

docs/settings.md is made from ``Environment`` by ``manage.py document``.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from django.core.exceptions import ImproperlyConfigured
from msgspec import Meta

from lie_project import exposure

PREFIX = "LIE_"


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """Every variable, its type and its default.  ``LIE_`` goes before the upper-case name."""

    secret_key: Annotated[
        str, Meta(min_length=32, description="Signs cookies and tickets, seals secrets in the log. Keep it.")
    ]
    database_url: Annotated[
        str, Meta(pattern="^(sqlite|postgres|postgresql)://", description="sqlite:////path or postgres://…")
    ]
    redis_url: Annotated[
        str, Meta(pattern="^(redis|rediss|unix)://", description="Redis or Valkey: live state, frames")
    ]
    broker_url: Annotated[
        str,
        Meta(
            pattern="^(amqp|amqps|redis|rediss)://",
            description="RabbitMQ (nodes of a cluster by `;`), or Redis as the embedded default",
        ),
    ]
    broker_api_url: Annotated[
        str,
        Meta(
            pattern="^(https?://.+)?$",
            description="RabbitMQ's management API, http(s)://user:pass@host:port, to see its bindings by",
        ),
    ] = ""
    otel_endpoint: Annotated[
        str,
        Meta(
            pattern="^(https?://.+)?$",
            description="Traces go there by OTLP over HTTP (http://host:4318); wants LIE's extra `otel`",
        ),
    ] = ""
    data_dir: Annotated[str, Meta(description="Where static files and logs go")] = "var"
    debug: Annotated[bool, Meta(description="Django's debug pages; never in public")] = False
    hosts: Annotated[str, Meta(description="Host names served, by comma")] = "localhost,127.0.0.1"
    origins: Annotated[
        str, Meta(description="Origins of pages that may open a socket, by comma; empty: made from hosts")
    ] = ""
    listen: Annotated[
        str, Meta(description="Address that the web process listens on; `--host` of its command goes before")
    ] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port of the web process")] = 8000
    asgi: Annotated[
        Literal["daphne", "uvicorn"],
        Meta(
            description="Server of the web process; uvicorn is twice as fast and wants LIE's extra `uvicorn`"
        ),
    ] = "daphne"
    proxy: Annotated[
        int,
        Meta(
            ge=0, le=9, description="How many proxies stand before the web process; X-Forwarded-* is theirs"
        ),
    ] = 0
    https: Annotated[
        bool,
        Meta(description="People come by HTTPS alone: Secure cookies, redirects, HSTS; wants `LIE_PROXY`"),
    ] = False
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], Meta(description="What the processes log")
    ] = "WARNING"
    log: Annotated[
        Literal["text", "json"], Meta(description="Lines for people, or one JSON object a line for machines")
    ] = "text"
    pace: Annotated[
        float, Meta(ge=0.02, le=3, description="Multiplies every phase of every game; for tests and demos")
    ] = 1.0
    seat_grace: Annotated[
        float, Meta(ge=1, le=180, description="Seconds for which the seat of a dropped player is kept")
    ] = 60.0
    host_grace: Annotated[
        float, Meta(ge=1, le=180, description="Seconds after which another takes over from a dropped host")
    ] = 20.0
    empty_room_grace: Annotated[
        float, Meta(ge=1, le=3600, description="Seconds after which a room without people closes")
    ] = 300.0
    handler_soft: Annotated[
        float, Meta(ge=0.1, le=3600, description="Seconds after which a handler's transaction is broken off")
    ] = 10.0
    handler_hard: Annotated[
        float,
        Meta(
            ge=0.2,
            le=7200,
            description="Seconds after which a handler's worker ends; at least twice the soft ones",
        ),
    ] = 20.0
    admin_otp: Annotated[
        bool, Meta(description="The admin asks for a second factor; wants LIE's extra `otp`")
    ] = False
    metrics_token: Annotated[
        str, Meta(description="Bearer token for /metrics from other machines; empty: only from this one")
    ] = ""
    janus_url: Annotated[
        str,
        Meta(
            pattern=r"^(wss?://\S+)?$",
            description="WebSocket of a Janus whose videoroom forwards video and voice for the media servers;"
            " empty: they do it themselves",
        ),
    ] = ""
    media_hosts: Annotated[
        str,
        Meta(
            description="Addresses of this machine at which browsers reach video and voice, by comma;"
            " own=public where a router stands between"
        ),
    ] = "127.0.0.1"
    media_ports: Annotated[
        str,
        Meta(
            pattern=r"^([0-9]{4,5}-[0-9]{4,5})?$",
            description="UDP ports for video and voice, as 50000-50999: one a player; empty: any",
        ),
    ] = ""
    turn_urls: Annotated[
        str, Meta(description="Relays for who can't reach those, by comma: turn:host:3478?transport=udp")
    ] = ""
    turn_secret: Annotated[
        str, Meta(description="What LIE and the relays know alone; passes for players are made with it")
    ] = ""
    ready_file: Annotated[
        str, Meta(description="A worker or the clock touches this file, every second, while it is at work")
    ] = ""


def load(environ: Mapping[str, str]) -> Environment:
    """Read and check every ``LIE_*`` variable.

    Raises ImproperlyConfigured with one sentence per wrong or missing value.
    """
    complaints: list[str] = []
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(Environment):
        name = PREFIX + field.name.upper()
        if name in environ:
            try:
                values[field.name] = msgspec.convert(environ[name], field.type, strict=False)
            except msgspec.ValidationError as error:
                complaints.append(f"{name} is wrong: {error}.")
        elif field.required:
            complaints.append(f"{name} is missing; bin/run sets it, or set it yourself.")
    if not complaints:
        complaints = _contradictions(Environment(**values))
    if complaints:
        raise ImproperlyConfigured(" ".join(complaints))
    return Environment(**values)


def _contradictions(environment: Environment) -> list[str]:
    """What is wrong with values that are each right."""
    wrong = exposure.complaints(environment, split(environment.hosts))
    if environment.handler_hard < 2 * environment.handler_soft:  # the last statement may take as long again
        wrong.append("LIE_HANDLER_HARD is wrong: it has to be at least twice LIE_HANDLER_SOFT.")
    if environment.turn_urls and not environment.turn_secret:
        wrong.append("LIE_TURN_SECRET is missing: without it LIE_TURN_URLS are of no use.")
    return wrong


def split(value: str) -> list[str]:
    """Parts of a comma-separated value, without blanks."""
    return [part.strip() for part in value.split(",") if part.strip()]


def table() -> str:
    """All variables as a Markdown table."""
    hints = get_type_hints(Environment, include_extras=True)
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for field in msgspec.structs.fields(Environment):
        meta: Meta = get_args(hints[field.name])[1]
        default = "required" if field.required else f"`{field.default}`"
        rows.append(f"| `{PREFIX}{field.name.upper()}` | {default} | {meta.description} |")
    return "\n".join(rows) + "\n"
