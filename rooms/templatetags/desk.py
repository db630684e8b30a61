"""What the desk's pages of a room say in words."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.messages.refusal import Code
from rooms.glance import Glance
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
def order_title(type: str) -> str:
    """Of a command, by its type."""
    return str(TITLES.get(type, type))


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
