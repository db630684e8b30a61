"""One table: every change goes through ``change``."""

import random

from django.conf import settings

from events import deadlines, live
from events.aggregate import Change, happenings, step
from events.catalogue import MatchEnded, PlayerId
from events.deadlines import Due
from events.log.snapshots import Aggregate
from events.messages.commands import ActAsBot, ClosePhase
from events.messages.frames import GameFrame, OwnFrame, Refused
from events.messages.refusal import Refusal
from events.schema import Event
from events.work import UnitOfWork
from game import bots, guard, projections, rules, words
from game.projector import PLAYS
from game.table import EMPTY, Table
from game.wishes import LeaveSeat, Wish

TABLES: Aggregate[Table] = Aggregate("game", EMPTY, rules.apply)


def change(work: UnitOfWork, wish: Wish) -> Refusal | None:
    """Let the rules decide on the table as it is, and carry the consequences to clock and browsers."""

    def decide(table: Table) -> list[Event] | Refusal:
        return rules.decide(
            table,
            wish,
            actor=work.actor or None,
            now=work.now_ms,
            rng=random.SystemRandom(),
            deck=words.chosen(table.language, table.packs) if table.packs else words.deck(table.language),
            factor=settings.LIE.pace,
        )

    done = step(work, TABLES, decide)
    if isinstance(done, Refusal):
        return done
    if done.happened:
        PLAYS.follow(work, done.events, done.after)
        deadlines.replace(work, TABLES.stream(work.room), _deadlines(work, done.after))
        work.push(_push(work, done))
    return None


def gives_away(room: str, player: PlayerId, text: str) -> bool:
    """Would this line of chat tell the word that the player has been dealt?  For the chat, which must not
    know it: lie_project hands it this answer (docs/decisions/0008)."""
    table, _ = TABLES.load(room)
    return guard.gives_away(table, player, text)


def clear(work: UnitOfWork) -> None:
    """Everybody leaves the table, so a match that runs comes to its end and no deadline is left."""
    table, _ = TABLES.load(work.room)
    for seat in table.seats:
        change(work, LeaveSeat(seat.player))


def call_off(work: UnitOfWork, refusal: Refusal) -> None:
    """A match that the room asked for can't start: say why, and let the room go on."""
    done = step(work, TABLES, lambda table: [MatchEnded(scores={}, winners=[])])
    if not isinstance(done, Refusal):
        PLAYS.follow(work, done.events, done.after)
    frame = Refused(None, refusal.code, "")
    work.after_commit(lambda: live.send_to_player(work.room, work.actor, frame))


def show(work: UnitOfWork) -> Refusal | None:
    """Send the table's snapshot to the room, and to each player his own."""
    table, version = TABLES.load(work.room)
    if version:
        frame = live.encode(GameFrame(version, version, projections.public(table), snapshot=True))
        work.push(
            live.Push(work.room, "game", version, frame, frame, own=_own(table, version, snapshot=True))
        )
    return None


def _deadlines(work: UnitOfWork, table: Table) -> dict[str, Due]:
    at, number = rules.deadline(table), table.number
    wanted = {} if at is None else {"phase": Due(at, ClosePhase(number=number), number)}
    # Seeded by phase, so that a bot's instant stays the same however often it is asked for.
    rng = random.Random(f"{work.room}:{number}")
    for player, instant in bots.due(table, rng, work.now_ms).items():
        wanted[f"bot:{player}"] = Due(instant, ActAsBot(player=player, number=number), number)
    return wanted


def _push(work: UnitOfWork, done: Change[Table]) -> live.Push:
    view = projections.public(done.after)
    frame = GameFrame(done.first, done.last, view, happenings(done.events), work.frame_id)
    snapshot = GameFrame(done.last, done.last, view, snapshot=True)
    changed = {
        player: own
        for player, own in _own(done.after, done.last).items()
        if projections.own(done.before, player) != projections.own(done.after, player)
    }
    encoded = live.encode(frame), live.encode(snapshot)
    return live.Push(work.room, "game", done.last, *encoded, own=changed, first=done.first)


def _own(table: Table, last: int, *, snapshot: bool = False) -> dict[PlayerId, bytes]:
    return {
        seat.player: live.encode(OwnFrame(last, projections.own(table, seat.player), snapshot))
        for seat in projections.public(table).seats
        if not seat.bot
    }
