"""A relay for tests: Debian's coturn as docs/media.md configures it, for peers on the loopback address."""

import secrets
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lie_project.launcher.leash import leash
from lie_project.launcher.ports import LOOPBACK, free_port
from tests.servers import until

DOCUMENT = Path(__file__).parents[2] / "docs" / "media.md"


@contextmanager
def running_relay(directory: Path) -> Iterator[tuple[str, str]]:
    """Gives (url, secret); ended afterwards."""
    program = shutil.which("turnserver")
    assert program, "coturn is not installed; install Debian's package coturn"
    port, secret = free_port(), secrets.token_hex()
    settings = directory / "turnserver.conf"
    settings.write_text(_documented(port, secret, directory))
    log = directory / "relay.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [program, "-c", str(settings)], stdout=output, stderr=subprocess.STDOUT, preexec_fn=leash()
        )
    try:
        until(lambda: _answers(port) or process.poll() is not None, "the relay listens")
        assert process.poll() is None, log.read_text()
        yield f"turn:{LOOPBACK}:{port}?transport=udp", secret
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    """Asked for our address (STUN binding request, RFC 8489 section 6), it says something."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        asking.connect((LOOPBACK, port))
        try:
            asking.send(struct.pack("!HHI12s", 1, 0, 0x2112A442, bytes(12)))
            return bool(asking.recv(2000))
        except OSError:  # nothing there yet
            return False


def _documented(port: int, secret: str, directory: Path) -> str:
    """The configuration of the document, with its names filled in."""
    block = DOCUMENT.read_text(encoding="utf-8").partition("```conf\n")[2].partition("```")[0]
    filled = {
        "RELAY_ADDRESS": LOOPBACK,
        "MEDIA_ADDRESS": LOOPBACK,
        "listening-port=3478": f"listening-port={port}",
        "SECRET": secret,
    }
    for name, value in filled.items():
        assert name in block
        block = block.replace(name, value)
    own = ("allow-loopback-peers", "log-file=stdout", f"pidfile={directory}/pid", f"userdb={directory}/users")
    return "\n".join((block, *own, ""))
