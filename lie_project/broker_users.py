"""One RabbitMQ user for each kind of process, who may do what that process does and no more.

RabbitMQ asks for ``configure`` to declare and just so to delete, for ``write`` to publish to an exchange, for
``read`` to consume a queue and to purge it.  So queues and exchanges are the clock's to make; all others only
look whether they are there (events.broker.topology).  Who has stolen the web's password reads, empties and
deletes no queue; who has a worker's reads and empties its own alone.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kombu import Connection

from events import registry
from events.broker.addresses import addresses
from events.broker.topology import DEAD_LETTERS as DEAD_LETTER_QUEUE
from events.broker.topology import EXCHANGES, base_of, log_stream
from lie_project.launcher.private import private_directory, write_private

PREFIX = "lie-"
VERSION = r"(\.v[0-9]+)?"
NODES_ONLY = r"^lie\.node\..+$"
DEFAULT = r"amq\.default"  # RabbitMQ's name for the exchange that reaches each queue by its name
NOTHING = "^$"


@dataclass(frozen=True)
class Role:
    """A kind of process with three patterns of names, as RabbitMQ's permissions have them."""

    name: str
    configure: str
    write: str
    read: str
    tags: tuple[str, ...] = ()

    @property
    def user(self) -> str:
        return PREFIX + self.name


def roles() -> list[Role]:
    """All of them.  ``clock`` also serves manage.py prepare and topology; ``monitor`` only looks."""
    everything = _any(*_exchanges(), *_queues())
    publish = _any(*_exchanges(), DEFAULT)  # by DEFAULT come signals to media servers, and what is swept up
    return [
        Role("web", NOTHING, publish, NOTHING),
        *(
            Role(concern.name, NOTHING, publish, _any(*_queues(concern.name)))
            for concern in registry.concerns()
        ),
        Role("clock", everything, _any(*_exchanges(), *_queues(), DEFAULT), everything),
        Role("media-server", NODES_ONLY, publish, NODES_ONLY),
        Role("monitor", NOTHING, NOTHING, NOTHING, ("monitoring",)),
    ]


def write_files(directory: Path, broker_url: str) -> list[Path]:
    """``<role>.env`` with its LIE_BROKER_URL for each, and ``definitions.json`` for RabbitMQ.

    Passwords that are there stay.  The files are for their owner alone.  Raises OSError."""
    private_directory(directory)
    passwords, made = {}, []
    for role in roles():
        path = directory / f"{role.name}.env"
        passwords[role.user] = _kept(path) or secrets.token_urlsafe(32)
        account = f"{role.user}:{quote(passwords[role.user], safe='')}"
        urls = ";".join(_of_account(url, account) for url in addresses(broker_url))
        write_private(path, f"LIE_BROKER_URL={urls}\n")
        made.append(path)
    vhost = Connection(broker_url).virtual_host or "/"
    write_private(directory / "definitions.json", _json(definitions(passwords, vhost)))
    return [*made, directory / "definitions.json"]


def _of_account(url: str, account: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"{account}@{parts.netloc.rpartition('@')[2]}").geturl()


def definitions(passwords: dict[str, str], vhost: str) -> dict[str, Any]:
    """For ``rabbitmqctl import_definitions`` or RabbitMQ's ``load_definitions``: hashes, no passwords."""
    return {
        "vhosts": [{"name": vhost}],
        "users": [
            {
                "name": role.user,
                "password_hash": _hashed(passwords[role.user]),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": ",".join(role.tags),
            }
            for role in roles()
        ],
        "permissions": [
            {
                "user": role.user,
                "vhost": vhost,
                "configure": role.configure,
                "write": role.write,
                "read": role.read,
            }
            for role in roles()
        ],
    }


def _exchanges() -> list[str]:
    return [re.escape(exchange.name) for exchange in EXCHANGES]


def _queues(concern: str = "") -> list[str]:
    """Patterns of the queues of one concern, or of all with those that are nobody's; of every version."""
    names = [s.queue for s in registry.all_subscriptions() if concern in ("", s.concern)]
    shared = [] if concern else [DEAD_LETTER_QUEUE.name, log_stream().name]
    return [re.escape(base_of(name)) + VERSION for name in (*names, *shared)]


def _any(*patterns: str) -> str:
    return f"^({'|'.join(dict.fromkeys(patterns))})$"


def _kept(path: Path) -> str | None:
    """The password in a file of an earlier run; it has no letter that a URL would quote."""
    if not path.exists():
        return None
    return urlsplit(path.read_text(encoding="utf-8").partition("=")[2].strip()).password


def _hashed(password: str, salt: bytes = b"") -> str:
    """RabbitMQ's salted SHA-256."""
    salt = salt or secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _json(value: Any) -> str:
    return json.dumps(value, indent=1) + "\n"


def lines() -> Sequence[str]:
    """For people: who may do what."""
    return [
        f"{role.user}\n  configure {role.configure}\n  write     {role.write}\n  read      {role.read}"
        for role in roles()
    ]
