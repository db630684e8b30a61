"""What the person who starts LIE may choose: options of the command line and ``LIE_*`` variables."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

EPILOG = """\
LIE_DATABASE_URL, LIE_REDIS_URL and LIE_BROKER_URL each put a server of yours in the place of the
built-in one (postgres://…, redis://…, amqp://…). Every other LIE_* variable is passed on; they are
listed in docs/settings.md."""


@dataclass(frozen=True)
class Options:
    """Everything that was chosen.  A URL is empty where the built-in server is to be used."""

    host: str
    port: int
    data: Path
    rabbitmq: bool
    database_url: str
    redis_url: str
    broker_url: str
    environ: Mapping[str, str]


def read(argv: Sequence[str], environ: Mapping[str, str]) -> Options:
    """Options from a command line and an environment.  Exits with code 2 and a usage line when wrong."""
    parser = _parser(environ)
    chosen = parser.parse_args(argv)
    if chosen.rabbitmq and environ.get("LIE_BROKER_URL"):
        parser.error("--rabbitmq and LIE_BROKER_URL name two brokers: use one of them")
    return Options(
        host=chosen.host,
        port=chosen.port,
        data=chosen.data.absolute(),
        rabbitmq=chosen.rabbitmq,
        database_url=environ.get("LIE_DATABASE_URL", ""),
        redis_url=environ.get("LIE_REDIS_URL", ""),
        broker_url=environ.get("LIE_BROKER_URL", ""),
        environ=environ,
    )


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Start all of LIE; Ctrl-C ends it.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,  # bin/run looks for the words themselves
    )
    port = environ.get("LIE_PORT") or "8000"
    parser.add_argument(
        "--port", type=_port, default=port, metavar="N", help="of the web pages (%(default)s)"
    )
    host = environ.get("LIE_LISTEN") or "127.0.0.1"
    parser.add_argument("--host", default=host, help="address to listen on (%(default)s)")
    data = Path(environ.get("LIE_DATA_DIR") or ROOT / "var")
    parser.add_argument(
        "--data", type=Path, default=data, metavar="DIR", help="where LIE keeps what it knows (%(default)s)"
    )
    parser.add_argument(
        "--rabbitmq", action="store_true", help="run a private RabbitMQ under DIR instead of Valkey as broker"
    )
    return parser


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535 is needed")
    return int(text)
