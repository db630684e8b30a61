"""Our own processes: web, the clock and the Celery workers."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial

from lie_project import web
from lie_project.launcher.directories import Directories
from lie_project.launcher.options import Options
from lie_project.launcher.ports import LOOPBACK, outward_address
from lie_project.launcher.probes import http_answers
from lie_project.launcher.process import Spec, Stage

Queues = Mapping[str, Sequence[str]]  # of each worker, by its name

# A worker's watchdog is a thread that waits for nothing; the clock's round may wait for the database.
WORKER_SILENCE, CLOCK_SILENCE = 15.0, 60.0  # seconds
MEDIA_SILENCE = 10.0  # seconds; its rooms have been given to another one by then

CELERY = (
    "celery -q -A lie_project worker -P threads -c 4 --without-gossip --without-mingle --without-heartbeat"
)


def specs(options: Options, directories: Directories, queues: Queues) -> list[Spec]:
    """All of them; they may start at once."""
    return [
        _web(options),
        _touching("clock", manage("clock"), Stage.CLOCK, directories, CLOCK_SILENCE),
        *(_worker(name, queues[name], directories) for name in queues),
        _touching("media-server", manage("runmedia"), Stage.WORKERS, directories, MEDIA_SILENCE),
    ]


def environ(options: Options, directories: Directories) -> dict[str, str]:
    """What they all get beside URLs and secrets."""
    return {
        "DJANGO_SETTINGS_MODULE": "lie_project.settings",
        "LIE_DATA_DIR": str(directories.data),
        "LIE_PORT": str(options.port),
        "LIE_LISTEN": options.host,
        "LIE_HOSTS": _hosts(options),
        "LIE_MEDIA_HOSTS": options.environ.get("LIE_MEDIA_HOSTS") or _media_hosts(options.host),
        "PYTHONUNBUFFERED": "1",  # a log that ends where the process ended
    }


def reachable(host: str) -> str:
    """The address at which a browser of this machine finds a server that listens on ``host``."""
    return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)


def page(options: Options) -> str:
    """The address to be typed into a browser of this machine."""
    return f"http://{_in_url(reachable(options.host))}:{options.port}"


def advice(options: Options) -> list[str]:
    """What is still to be done for pages to be served, if anything."""
    if options.host == reachable(options.host) or options.environ.get("LIE_HOSTS"):
        return []
    return ["Pages are served to this machine alone until LIE_HOSTS names the host in their address."]


def manage(*arguments: str) -> tuple[str, ...]:
    """The command line of a Django command of ours."""
    return _python("manage.py", *arguments)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _hosts(options: Options) -> str:
    """Names that pages are served under; the loopback address always, our own question needs it."""
    chosen = options.environ.get("LIE_HOSTS") or "localhost"
    wanted = [*chosen.split(","), LOOPBACK, _in_url(reachable(options.host))]
    return ",".join(dict.fromkeys(name.strip() for name in wanted))


def _media_hosts(host: str) -> str:
    """Where browsers that reach the pages reach video, too.  Only addresses of IPv4 are bound by wildcard."""
    if host == reachable(host):
        return host
    return ",".join(dict.fromkeys((LOOPBACK, outward_address())))


def _web(options: Options) -> Spec:
    where = ["--host", options.host, "--port", str(options.port)]
    return Spec(
        name="web",
        argv=_python(*web.server(where, options.environ)),
        stage=Stage.WEB,
        ready=partial(http_answers, reachable(options.host), options.port, "/livez"),
    )


def _worker(name: str, queues: Sequence[str], directories: Directories) -> Spec:
    argv = _python("-m", *CELERY.split(), "-l", "WARNING", "-n", f"{name}@%h", "-Q", ",".join(queues))
    return _touching(name, argv, Stage.WORKERS, directories, WORKER_SILENCE)


def _touching(
    name: str, argv: tuple[str, ...], stage: Stage, directories: Directories, silence: float
) -> Spec:
    """A process that touches its ready file every second while it is at work."""
    path = directories.ready_file(name)
    return Spec(name, argv, stage, path.exists, {"LIE_READY_FILE": str(path)}, path, silence)


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)
