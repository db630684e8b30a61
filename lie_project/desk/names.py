"""What the desk calls apps and lists, and in which order it shows them."""

from django.utils.translation import gettext_lazy as _

APPS = {
    "people": _("People"),
    "rooms": _("Rooms"),
    "chat": _("Chat"),
    "game": _("Game"),
    "events": _("Events"),
    "media": _("Video and sound"),
    "auth": _("Accounts of the staff"),
    "axes": _("Locked sign-ins"),
}
MODELS = {
    "people.person": _("Players"),
    "people.standing": _("Ratings"),
    "rooms.room": _("Rooms"),
    "chat.message": _("Lines"),
    "chat.filteredword": _("Filtered words"),
    "game.pack": _("Word packs"),
    "game.word": _("Words"),
    "game.tablerecord": _("Word and roles"),
    "events.storedevent": _("Event log"),
    "events.faileddelivery": _("Failed and parked events"),
    "events.deskaction": _("What admins have done"),
    "events.deadline": _("Deadlines"),
    "events.patternthreshold": _("Pattern thresholds"),
    "axes.accessattempt": _("Tries to sign in"),
    "axes.accessfailurelog": _("Failures to sign in"),
    "axes.accesslog": _("Signed in"),
    "media.mediasession": _("Sessions of video and sound"),
}


def order_of(label: str) -> int:
    """What people work with comes first."""
    known = list(APPS)
    return known.index(label) if label in known else len(known)
