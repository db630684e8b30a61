"""Media servers for ``/metrics``: what each has told of itself with its last beat, by server and by room."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from redis import RedisError

from media import nodes

SERVERS = {
    "rooms": ("lie_media_rooms", "Rooms of a media server"),
    "people": ("lie_media_people", "Browsers connected to it"),
    "packets": ("lie_media_packets_per_second", "Packets it sends"),
    "busy": ("lie_media_busy", "Share of one processor it takes"),
}
ROOMS = {
    "people": ("lie_media_room_people", "Browsers of a room with video and voice"),
    "packets": ("lie_media_room_packets_per_second", "Packets sent to them"),
    "repeated": ("lie_media_room_repeated", "Of them ever sent again, since they were lost on the way"),
    "bits": ("lie_media_room_bits_per_sender", "Bits a second that each camera may send"),
}


def families() -> Iterator[Metric]:
    """Gauges; empty ones while Redis is away."""
    try:
        loads = nodes.living()
    except RedisError:
        loads = []
    for field, (name, about) in SERVERS.items():
        gauge = GaugeMetricFamily(name, about, labels=["server"])
        for load in loads:
            gauge.add_metric([load.node], getattr(load, field))
        yield gauge
    for field, (name, about) in ROOMS.items():
        gauge = GaugeMetricFamily(name, about, labels=["server", "room"])
        for load in loads:
            for code, room in load.each.items():
                gauge.add_metric([load.node, code], getattr(room, field))
        yield gauge
