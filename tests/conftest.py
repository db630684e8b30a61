"""What every test has: Django's environment, set here before Django loads, and real servers.

Settings are read once.  So the Valkey that ``LIE_REDIS_URL`` names gets its port and password here,
and is started only for the first test that asks for it.  LIE_TEST_POSTGRES=1 runs on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import hypothesis
import pytest
from django.utils import translation

from lie_project.launcher.ports import free_port
from lie_project.launcher.rabbitmq import RabbitMQ
from lie_project.launcher.valkey import Valkey, private_valkey
from tests import servers

# A machine that is busy proves nothing about an example that took long.
hypothesis.settings.register_profile("lie", deadline=None)
hypothesis.settings.load_profile("lie")

_stack = ExitStack()
atexit.register(_stack.close)
_scratch = Path(tempfile.mkdtemp(prefix="lie-tests-"))
_stack.callback(shutil.rmtree, _scratch, ignore_errors=True)
(_scratch / "static").mkdir()  # nothing is collected: whitenoise only wants to find it
_valkey: Valkey = private_valkey(_scratch / "valkey", free_port())


def _database_url() -> str:
    if os.environ.get("LIE_TEST_POSTGRES"):
        return _stack.enter_context(servers.running_postgres())
    return f"sqlite:///{_scratch}/lie.sqlite3"


for _name in [name for name in os.environ if name.startswith("LIE_") and name != "LIE_TEST_POSTGRES"]:
    del os.environ[_name]  # what a developer has set for himself proves nothing
os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "lie_project.settings",
        "LIE_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
        "LIE_DATABASE_URL": _database_url(),
        "LIE_REDIS_URL": _valkey.url(0),
        "LIE_BROKER_URL": _valkey.url(1),
        "LIE_DATA_DIR": str(_scratch),
        "LIE_DEBUG": "1",  # static files are served from where they lie
    }
)
django.setup()


ALIKE = {"api", "desk"}  # pages for people and programs are the same on every database, and so is
ALIKE |= {f"test_{of}" for of in ("admin", "audience", "formats", "incidents_admin", "incidents_rabbitmq")}
ALIKE |= {f"test_{of}" for of in ("pattern_admin", "secrecy", "topology_guard", "tracing")}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database: ``-m database`` is what bin/test runs on PostgreSQL as well."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "live_server" in fixtures or ALIKE & {item.path.parent.name, item.path.stem}:
            continue
        if fixtures & {"db", "transactional_db"} or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said outside a page is English, whatever language an earlier test's page left behind."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """URL of a running Valkey; Django's settings name the same one (broker: its database 1)."""
    with servers.running_valkey(_scratch / "valkey", _valkey.port) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a running Redis, Debian's."""
    with servers.running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    """A running RabbitMQ node of its own; ``rabbitmq.ctl`` is rabbitmqctl for it."""
    with servers.running_rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as node:
        yield node


@pytest.fixture(scope="session")
def rabbitmq_url(rabbitmq: RabbitMQ) -> str:
    """URL of that node."""
    return rabbitmq.url()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a running PostgreSQL with an empty database."""
    with servers.running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The test database of SQLite is a file, as in real life: in memory there are other locks."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(_scratch / "test.sqlite3")}
