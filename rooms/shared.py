"""What all sockets of one process have in common, besides the hub."""

from functools import cache

from rooms.cosmetics import Cosmetics
from rooms.doorkeeper import Doorkeeper
from rooms.hub import Hub, hub
from rooms.leases import Leases


class Shared:
    """Of one event loop."""

    def __init__(self, hub: Hub) -> None:
        self.leases = Leases(hub.redis)
        self.cosmetics = Cosmetics(hub.publish)
        self.doorkeeper = Doorkeeper()


_shared_with = cache(Shared)


def shared() -> Shared:
    """This process's; a new hub has new ones."""
    return _shared_with(hub())
