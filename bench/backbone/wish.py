"""The event that every side handles, as the bare sides and the publishers send it: CloudEvents JSON."""

import json
import time
import uuid
from typing import Any

EXCHANGE = "bench"
ASKED, ANSWERED = "bench.asked", "bench.answered"
INPUT, SINK = "bench.input", "bench.sink"
TEXT = "a sentence of the length that people write into a chat, give or take some words"


def event(type: str = ASKED, cause: str = "") -> dict[str, Any]:
    """About 500 bytes, like ours."""
    id = str(uuid.uuid4())
    return {
        "specversion": "1.0",
        "id": id,
        "source": "/lie/bench",
        "type": type,
        "subject": "bench/ABCDE",
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "datacontenttype": "application/json",
        "dataschema": f"/schemas/{type}/1",
        "data": {"player": "p12345678901234", "text": TEXT},
        "partitionkey": "ABCDE",
        "sequence": "1",
        "correlationid": cause or id,
        "causationid": cause,
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }


def body(wish: dict[str, Any]) -> bytes:
    return json.dumps(wish, separators=(",", ":")).encode()
