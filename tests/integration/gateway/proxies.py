"""Debian's nginx with the configuration that LIE ships, on ports of its own."""

import datetime
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lie_project.launcher.leash import leash
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.probes import tcp_answers
from tests.servers import until

SHIPPED = Path(__file__).resolve().parents[3] / "deploy" / "nginx" / "lie.conf"
AROUND = """daemon off; pid {here}/pid; error_log {here}/error.log; {user}
events {{ }}
http {{
    access_log off;
    client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/fastcgi;
    uwsgi_temp_path {here}/uwsgi; scgi_temp_path {here}/scgi;
    include {here}/lie.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """nginx: its port for HTTPS, its port for HTTP, and who trusts its certificate."""

    port: int
    plain_port: int
    trust: ssl.SSLContext


@contextmanager
def running_nginx(directory: Path, port: int, plain_port: int, *upstreams: int) -> Iterator[Proxy]:
    """nginx before web processes on this machine; only names, ports and certificate are changed."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    assert program, "nginx is not installed; bin/test installs it"
    trust = _certificate(directory)
    (directory / "lie.conf").write_text(_adapted(directory, port, plain_port, upstreams))
    user = "user root;" if os.getuid() == 0 else ""
    (directory / "nginx.conf").write_text(AROUND.format(here=directory, user=user))
    process = subprocess.Popen(
        [
            program,
            "-p",
            str(directory),
            "-c",
            str(directory / "nginx.conf"),
            "-e",
            str(directory / "error.log"),
        ],
        preexec_fn=leash(),
    )
    try:
        until(lambda: tcp_answers(LOOPBACK, port) or process.poll() is not None, "nginx listens")
        assert process.poll() is None, (directory / "error.log").read_text()
        yield Proxy(port, plain_port, trust)
    finally:
        process.terminate()
        process.wait(10)


def _adapted(directory: Path, port: int, plain_port: int, upstreams: Sequence[int]) -> str:
    text = SHIPPED.read_text()
    for shipped, here in (
        ("listen 80;", f"listen {LOOPBACK}:{plain_port};"),
        ("listen 443 ssl http2;", f"listen {LOOPBACK}:{port} ssl http2;"),
        ("listen [::]:80;", ""),
        ("listen [::]:443 ssl http2;", ""),
        ("server_name lie.example;", "server_name localhost;"),
        ("server 127.0.0.1:8000;", " ".join(f"server {LOOPBACK}:{upstream};" for upstream in upstreams)),
        ("/etc/letsencrypt/live/lie.example/", f"{directory}/"),
    ):
        assert shipped in text
        text = text.replace(shipped, here)
    return text


def _certificate(directory: Path) -> ssl.SSLContext:
    """A certificate of its own for ``localhost``, and a context that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (directory / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (directory / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return ssl.create_default_context(cafile=str(directory / "fullchain.pem"))


def two_ports() -> tuple[int, int]:
    return free_port(), free_port()
