"""What the staff may order of a room: the questions, the forms, and the commands that they come to."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.deadlines import Due
from events.messages.commands import (
    CloseRoom,
    EndMatch,
    HandOverHost,
    KickPlayer,
    LiftKick,
    MutePlayer,
    SetPause,
)
from events.schema import Command

MINUTES = [(10, _("10 minutes")), (60, _("an hour")), (1440, _("a day"))]
Answers = Mapping[str, Any]  # of the form


class OrderForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is kept.")
    )


class MuteForm(OrderForm):
    minutes = forms.TypedChoiceField(label=_("for how long"), choices=MINUTES, coerce=int)


class KickForm(OrderForm):
    minutes = forms.TypedChoiceField(
        label=_("for how long"), choices=[(0, _("as long as the room lasts")), *MINUTES], coerce=int
    )


@dataclass(frozen=True)
class Order:
    """``about_player``: it wants one, whom ``command`` is given, "" otherwise.  ``later``: by purpose, what
    falls due of it (events.admin.orders)."""

    title: "str | Promise"
    question: "str | Promise"
    command: Callable[[str, Answers], Command]
    about_player: bool = False
    form: type[OrderForm] = OrderForm
    later: Callable[[str, Answers], Mapping[str, Due]] | None = None


def _lifted(player: str, answers: Answers) -> dict[str, Due]:
    """An order to let in again that gives itself, if the answer was for how long."""
    minutes = answers.get("minutes", 0)
    at = int((time.time() + 60 * minutes) * 1000)
    return {"lift_kick": Due(at, LiftKick(player=player), version=at // 60_000)} if minutes else {}


ORDERS = {
    "pause": Order(
        _("Pause the game"),
        _("The phase stands still for ten minutes at most. Only the desk can let it go on before."),
        lambda player, answers: SetPause(paused=True),
    ),
    "go_on": Order(
        _("Let the game go on"),
        _("The phase goes on with the time that it had left."),
        lambda player, answers: SetPause(paused=False),
    ),
    "end": Order(
        _("End the game"),
        _("The word is shown, the running round does not count, and everybody is back in the lobby."),
        lambda player, answers: EndMatch(),
    ),
    "close": Order(
        _("Close the room"),
        _("Everybody is sent out, and nobody comes in any more. This cannot be undone."),
        lambda player, answers: CloseRoom(reason="admin"),
    ),
    "hand_over": Order(
        _("Make host"),
        _("The room belongs to this player from now on."),
        lambda player, answers: HandOverHost(player=player),
        about_player=True,
    ),
    "mute": Order(
        _("Mute in this room"),
        _("The others see that this player is muted."),
        lambda player, answers: MutePlayer(player=player, minutes=answers["minutes"]),
        about_player=True,
        form=MuteForm,
    ),
    "unmute": Order(
        _("Let speak again"),
        _("The others see that this player may write again."),
        lambda player, answers: MutePlayer(player=player, minutes=0),
        about_player=True,
    ),
    "kick": Order(
        _("Send out of the room"),
        _("The seat is free at once, and this player cannot come back into this room for that time."),
        lambda player, answers: KickPlayer(player=player),
        about_player=True,
        form=KickForm,
        later=_lifted,
    ),
    "lift_kick": Order(
        _("Let in again"),
        _("This player may come back through the door like anybody else."),
        lambda player, answers: LiftKick(player=player),
        about_player=True,
        later=lambda player, answers: {},
    ),
}
