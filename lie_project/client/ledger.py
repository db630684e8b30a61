"""Was anything lost or doubled?  Run over the sessions of one room's clients when the game is over.

*Lost* is, each counted once per client that lacks it:
* a command that had no answer within its tries,
* a command whose effect some client does not have: its stream there stands before the effect,
* a stream whose final view at one client differs from that of the first client,
* a snapshot that shows something else than the live frames before it had built (drift).

*Duplicated* is an effect seen twice:
* a sequence that came twice in live frames of one socket,
* a chat message number that came live twice, or with another content,
* a player with more hints in a round than turns,
* a score that is not the sum of the points that the reveals gave.

A *gap* is a hole in the sequences of a stream that was not filled within a second.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import quantiles

from lie_project.client.deals import Deal
from lie_project.client.frames import STREAMS
from lie_project.client.session import Effect, Session
from lie_project.client.views import GameView


def lost(sessions: Sequence[Session]) -> list[str]:
    """One sentence for each loss."""
    found = [
        f"{session.player}: no answer to {id}"
        for session in sessions
        for id in (*session.pending.lost, *session.pending.open)
    ]
    found += [f"{session.player}: drift of {what}" for session in sessions for what in session.drift]
    return found + list(_unseen(sessions)) + list(_disagreements(sessions))


def duplicated(sessions: Sequence[Session], deals: Sequence[Deal]) -> list[str]:
    """One sentence for each effect seen twice."""
    found: list[str] = []
    for session in sessions:
        doubles = sum(stream.doubled for stream in session.streams.values())
        found += [f"{session.player}: a frame came twice"] * doubles
        chat = session.views.chat
        found += [f"{session.player}: a chat line came twice"] * (chat.doubled + chat.changed)
    found += [f"{player}: two hints in one turn" for deal in deals for player in deal.double_hints()]
    # Of a match that was given up not all have heard the reveal; who has heard most has.
    newest = max(sessions, key=lambda session: session.streams["game"].applied, default=None)
    game = newest.views.game if newest else None
    return found + (list(_double_scores(game, deals)) if game else [])


def latencies(sessions: Sequence[Session]) -> list[float]:
    """Milliseconds from sending each command to its effect at the last of all clients.

    Left out: commands without an effect to be shown, and those whose effect some client got only
    by a later frame."""
    sent = {id: at for session in sessions for id, at in session.sent_at.items()}
    times: list[float] = []
    for id, at in sent.items():
        seen = [session.effects[id].at for session in sessions if id in session.effects]
        if len(seen) == len(sessions):
            times.append((max(seen) - at) * 1000)
    return times


def percentile(values: Sequence[float], percent: int) -> float | None:
    """None without values."""
    if len(values) < 2:
        return next(iter(values), None)
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def settled(sessions: Sequence[Session]) -> bool:
    """Nothing is on its way: no open command, no hole, and all stand at the same place."""
    places = {tuple(session.streams[name].applied for name in STREAMS) for session in sessions}
    whole = all(stream.complete for session in sessions for stream in session.streams.values())
    return len(places) == 1 and whole and not any(session.pending.open for session in sessions)


def _unseen(sessions: Sequence[Session]) -> Iterable[str]:
    effects: dict[str, Effect] = {}
    for session in sessions:
        effects = session.effects | effects
    for id, effect in effects.items():
        for session in sessions:
            if session.streams[effect.stream].applied < effect.last:
                yield f"{session.player}: never saw what {id} did"


def _disagreements(sessions: Sequence[Session]) -> Iterable[str]:
    first, *others = [session.views for session in sessions]
    for session, views in zip(sessions[1:], others, strict=True):
        for name in ("room", "game", "media"):
            if getattr(views, name) != getattr(first, name):
                yield f"{session.player}: another final {name} than {sessions[0].player}"
        known = max(min(view.chat.messages, default=0) for view in (first, views))
        if views.chat.since(known) != first.chat.since(known):
            yield f"{session.player}: another chat than {sessions[0].player}"


def _double_scores(game: GameView, deals: Iterable[Deal]) -> Iterable[str]:
    due: Counter[str] = Counter()
    for deal in deals:
        due.update(deal.points)
    for seat in game.seats:
        if seat.score != due[seat.player]:
            yield f"{seat.player}: {seat.score} points instead of {due[seat.player]}"
