"""What the desk's pages of a room say in words."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.catalogue import OrderGiven
from events.messages.refusal import Code
from rooms.glance import Glance
from rooms.orders import MINUTES, ORDERS
from rooms.sentences import SENTENCES

register = template.Library()

PHASES = {
    "lobby": _("in the lobby"),
    "countdown": _("counting down"),
    "dealing": _("dealing"),
    "describing": _("describing"),
    "discussing": _("discussing"),
    "voting": _("voting"),
    "runoff_talk": _("talk before the runoff"),
    "runoff": _("runoff"),
    "defence": _("defence"),
    "verdict": _("verdict"),
    "guessing": _("guessing the word"),
    "ruling": _("ruling on a guess"),
    "reveal": _("reveal"),
}
# By the command, where the desk has no name for the order: it is one of an old log, or of the chat's lists.
TITLES = {
    "rooms.close_room": _("Close the room"),
    "rooms.kick_player": _("Send out of the room"),
    "rooms.lift_kick": _("Let in again"),
    "rooms.hand_over_host": _("Make host"),
    "game.set_pause": _("Pause or go on"),
    "game.end_match": _("End the game"),
    "chat.mute_player": _("Mute or unmute"),
    "chat.hide_line": _("Take a line away"),
}


@register.filter
def phase(name: str) -> str:
    return str(PHASES.get(name, name))


@register.filter
def order_title(order: OrderGiven) -> str:
    """What was ordered, and for how long."""
    known = ORDERS.get(order.name)
    title = str(known.title if known else TITLES.get(order.order, order.order))
    return f"{title}, {dict(MINUTES).get(order.minutes, order.minutes)}" if order.minutes else title


@register.filter
def answer_title(answer: str) -> str:
    """What became of it: the inbox' answer, "" while there is none."""
    if not answer:
        return gettext("on its way")
    return gettext("done") if answer == "done" else gettext(SENTENCES[Code(answer)])


@register.filter
def of(mapping: Mapping[str, object] | None, key: str) -> object:
    return (mapping or {}).get(key, "")


@register.filter
def nickname(now: Glance, player: str) -> str:
    return now.nickname(player)
