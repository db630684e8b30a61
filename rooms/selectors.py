"""What pages read."""

from rooms.models import Room


def is_closed(code: str) -> bool:
    """There was such a room.  One that is not known may just be on its way to its worker."""
    return Room.objects.filter(pk=code, closed=True).exists()


def code_in_use(code: str) -> bool:
    return Room.objects.filter(pk=code).exists()
