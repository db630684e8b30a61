"""Which database, Redis and broker this run uses: a person's own, or the built-in ones."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from lie_project.launcher import urls
from lie_project.launcher.directories import Directories
from lie_project.launcher.failure import CannotStart
from lie_project.launcher.options import Options
from lie_project.launcher.probes import tcp_answers
from lie_project.launcher.process import Spec
from lie_project.launcher.rabbitmq import RabbitMQ, private_rabbitmq
from lie_project.launcher.valkey import Valkey, private_valkey

PATIENCE = 10.0  # seconds for a server of somebody else to answer


@dataclass
class Services:
    """URLs for the children, what to start for them in waves, and what to tell the person."""

    database_url: str
    redis_url: str
    broker_url: str
    lines: list[str]
    waves: list[list[Spec]] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "LIE_DATABASE_URL": self.database_url,
            "LIE_REDIS_URL": self.redis_url,
            "LIE_BROKER_URL": self.broker_url,
        }


def choose(options: Options, directories: Directories) -> Services:
    """What the options ask for.  Writes settings of private servers; starts nothing."""
    valkey = private_valkey(directories.data / "valkey") if _needs_valkey(options) else None
    rabbitmq = private_rabbitmq(directories.data / "rabbitmq") if options.rabbitmq else None
    database_url, database = _database(options, directories)
    redis_url, redis = _redis(options, valkey)
    broker_url, broker = _broker(options, valkey, rabbitmq)
    return Services(
        database_url=database_url,
        redis_url=redis_url,
        broker_url=broker_url,
        lines=[f"Database: {database}", f"Broker: {broker}", f"Redis: {redis}"],
        waves=_waves(valkey, rabbitmq),
    )


async def until_outside_ones_answer(options: Options) -> None:
    """Wait for the servers that we do not start.  Raises CannotStart with the name of a silent one."""
    await asyncio.gather(*(_until_answering(variable, url) for variable, url in _outside(options)))


def _needs_valkey(options: Options) -> bool:
    return not options.redis_url or not (options.broker_url or options.rabbitmq)


def _database(options: Options, directories: Directories) -> tuple[str, str]:
    if options.database_url:
        return options.database_url, urls.shown(options.database_url)
    path = directories.data / "lie.sqlite3"
    return f"sqlite:///{quote(str(path))}", f"SQLite, {path}"


def _redis(options: Options, valkey: Valkey | None) -> tuple[str, str]:
    if valkey is None or options.redis_url:
        return options.redis_url, urls.shown(options.redis_url)
    return valkey.url(0), _private(valkey)


def _broker(options: Options, valkey: Valkey | None, rabbitmq: RabbitMQ | None) -> tuple[str, str]:
    if rabbitmq is not None:
        return (
            rabbitmq.url(),
            f"RabbitMQ, private, 127.0.0.1:{rabbitmq.port}; look inside with {rabbitmq.ctl}",
        )
    if valkey is None or options.broker_url:
        return options.broker_url, urls.shown(options.broker_url)
    return valkey.url(1), _private(valkey)


def _private(valkey: Valkey) -> str:
    return f"Valkey, private, 127.0.0.1:{valkey.port}"


def _waves(valkey: Valkey | None, rabbitmq: RabbitMQ | None) -> list[list[Spec]]:
    """Each wave needs the ones before it."""
    waves: list[list[Spec]] = [[], []]
    if rabbitmq is not None:
        waves[0].append(rabbitmq.names)
        waves[1].append(rabbitmq.spec)
    if valkey is not None:
        waves[1].append(valkey.spec)
    return waves


def _outside(options: Options) -> Iterable[tuple[str, str]]:
    chosen = {
        "LIE_DATABASE_URL": options.database_url,
        "LIE_REDIS_URL": options.redis_url,
        "LIE_BROKER_URL": options.broker_url,
    }
    return ((variable, url) for variable, url in chosen.items() if url)


async def _until_answering(variable: str, url: str) -> None:
    """Any one node of a cluster is enough."""
    places = urls.addresses(variable, url)
    if not places:
        return
    try:
        async with asyncio.timeout(PATIENCE):
            while not any([await asyncio.to_thread(tcp_answers, *place) for place in places]):
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise CannotStart(f"nothing answers at {urls.shown(url)} ({variable}).") from None
