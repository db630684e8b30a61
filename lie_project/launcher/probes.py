"""Is it there?  Each probe asks once, waits a second at most, and says yes or no.

They speak just enough of each protocol to know that the server does its work: a listening port is
not enough, RabbitMQ and Valkey listen before they can serve.
"""

import socket
from http.client import HTTPConnection, HTTPException

PATIENCE = 1.0  # seconds


def tcp_answers(host: str, port: int) -> bool:
    """Does anything accept a connection there?"""
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError:
        return False
    return True


def redis_answers(port: int, password: str) -> bool:
    """Does a Redis or Valkey of this password serve commands on a loopback port?"""
    return b"+PONG" in _asked(port, f"AUTH {password}\r\nPING\r\n".encode(), until=b"+PONG\r\n")


def amqp_answers(port: int) -> bool:
    """Does a broker on a loopback port answer AMQP's greeting with ``connection.start``?"""
    return _asked(port, b"AMQP\x00\x00\x09\x01", until=b"\x00\x0a\x00\x0a").startswith(b"\x01")


def http_answers(host: str, port: int, path: str) -> bool:
    """Does ``GET path`` answer 200?"""
    connection = HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _asked(port: int, question: bytes, until: bytes) -> bytes:
    """What comes back on a question until ``until`` is in it; cut short when the server hangs up."""
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as link:
            link.sendall(question)
            while until not in answer and (more := link.recv(4096)):
                answer += more
    except OSError:
        return b""
    return answer
