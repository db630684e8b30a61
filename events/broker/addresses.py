"""A broker of several nodes: ``LIE_BROKER_URL`` names each of them, by semicolon.

A client talks to one node at a time, and any will do: the cluster knows where a queue lies.
"""

from kombu import Connection


def addresses(url: str) -> list[str]:
    """The single URLs in ``url``, one at least."""
    return [part for part in (part.strip() for part in url.split(";")) if part] or [url]


def rotated(url: str, turns: int) -> str:
    """The same addresses with another one first.

    A node may accept a connection and then do no work (cut off from the others, say).  Who has lost a
    connection begins at the next one, so it does not come back to such a node for ever."""
    each = addresses(url)
    first = turns % len(each)
    return ";".join([*each[first:], *each[:first]])


def reach(connection: Connection) -> None:
    """Connect to the first address that answers; each is tried once, without a pause between them.

    kombu's own ``connect`` tries two, however many there are.  Raises the transport's errors, the last one's.
    """
    others = len(connection.alt) - 1 if connection.alt else 0
    # The public form raises errors of kombu's own.
    connection._ensure_connection(max_retries=others, reraise_as_library_errors=False)
