"""From a log and a state to matches and the next state."""

from collections.abc import Sequence
from typing import NamedTuple

from events.patterns.cep.base import Match, Past, Pattern, Runs, Seen, Terms

SETTLE = 5_000
"""Milliseconds for which an event may be under way into the log: a transaction that waits for a lock, a
clock of another machine that is behind.  So long time has to have passed before something is absent."""

Watch = Sequence[tuple[Pattern, Terms]]
State = dict[str, Runs]  # pattern -> what it remembers


class Finding(NamedTuple):
    pattern: Pattern
    terms: Terms
    match: Match


def show(watch: Watch, state: State, seen: Seen, past: Past) -> list[Finding]:
    """Show one event, the next in the log, to every pattern.  ``state`` is changed."""
    found = pass_time(watch, state, seen.time - SETTLE)
    for pattern, terms in watch:
        if type(seen.event) in pattern.types:
            runs = state.setdefault(pattern.name, {})
            found += [Finding(pattern, terms, m) for m in pattern.show(runs, seen, terms, past)]
    return found


def pass_time(watch: Watch, state: State, watermark: int) -> list[Finding]:
    """What is missing, now that everything before ``watermark`` (epoch milliseconds) has been shown."""
    return [
        Finding(pattern, terms, match)
        for pattern, terms in watch
        for match in pattern.overdue(state.get(pattern.name, {}), watermark, terms)
    ]


def next_look(watch: Watch, state: State, now: int) -> int | None:
    """When (epoch milliseconds) time alone can change something; None: only an event can."""
    dues = [pattern.due(state.get(pattern.name, {}), now, terms) for pattern, terms in watch]
    return min((due + SETTLE for due in dues if due is not None), default=None)


def tidy(watch: Watch, state: State, watermark: int) -> None:
    """Forget what is too old, and all of patterns that are not watched for."""
    for pattern, terms in watch:
        pattern.forget(state.get(pattern.name, {}), watermark, terms)
    watched = {pattern.name for pattern, _ in watch}
    for name in [name for name, runs in state.items() if not runs or name not in watched]:
        del state[name]
