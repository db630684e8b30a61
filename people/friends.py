"""Friends: one asks, the other says yes.  Everywhere here a player is the person that he is (aliases)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from people import aliases
from people.models import Attendance, Block, Forgotten, Friendship, Person

FRIENDS_AT_MOST = 200  # of one person; two at once may make it one more, a merge of histories more than that
WAITING_AT_MOST = 50  # asks without an answer, of one person and to one person
QUIET = timedelta(days=7)  # after a no, until the same one may ask again
State = Friendship.State


class CannotAskError(Exception):
    """He is not to be asked.  It never says why: nobody learns here that somebody has blocked him."""


def ties_of(person: str) -> QuerySet[Friendship]:
    return Friendship.objects.filter(Q(asker=person) | Q(asked=person))


def between(one: str, other: str) -> QuerySet[Friendship]:
    """What is between them: one row or none."""
    return Friendship.objects.filter(Q(asker=one, asked=other) | Q(asker=other, asked=one))


def ask(asker: str, nickname: str, asked: str) -> Friendship:
    """Ask somebody; who is asked by him already says yes by it.  A second time changes nothing.

    Raises CannotAskError: nobody there, oneself, a block either way, a no of late, or too many already."""
    try:
        return _ask(asker, nickname, asked)
    except IntegrityError:  # both at the same moment: now the other's ask can be seen
        return _ask(asker, nickname, asked)


def _ask(asker: str, nickname: str, asked: str) -> Friendship:
    with transaction.atomic():
        tie = between(asker, asked).select_for_update().first()
        if tie and _was_declined(tie, by=asked):
            raise CannotAskError
        if tie and tie.state != State.DECLINED:
            return _agree(tie) if tie.asked == asker else tie
        if asker == asked or are_apart(asker, asked) or _has_no_room(asker, asked):
            raise CannotAskError
        if tie:
            tie.delete()
        names = {"asker_name": nickname, "asked_name": _name_of(asked)}
        return Friendship.objects.create(asker=asker, asked=asked, **names)


def _was_declined(tie: Friendship, by: str) -> bool:
    return tie.state == State.DECLINED and tie.asked == by and tie.at > timezone.now() - QUIET


def answer(asked: str, asker: str, *, yes: bool) -> str:
    """Say yes or no; without an ask nothing changes.  Gives "friends" or "".

    Raises CannotAskError for a yes too many."""
    with transaction.atomic():
        waiting = Friendship.objects.filter(asker=asker, asked=asked, state=State.ASKED)
        tie = waiting.select_for_update().first()
        if tie and yes:
            _agree(tie)
        elif tie:
            _become(tie, State.DECLINED)
    are_friends = between(asker, asked).filter(state=State.FRIENDS).exists()
    return str(State.FRIENDS) if are_friends else ""


def _agree(tie: Friendship) -> Friendship:
    if tie.state == State.FRIENDS:
        return tie
    if are_apart(tie.asker, tie.asked) or any(
        _friends(one) >= FRIENDS_AT_MOST for one in (tie.asker, tie.asked)
    ):
        raise CannotAskError
    return _become(tie, State.FRIENDS)


def _become(tie: Friendship, state: Friendship.State) -> Friendship:
    tie.state = state
    tie.save(update_fields=["state", "at"])
    return tie


def remove(person: str, other: str) -> None:
    """No friends any more, or an own ask taken back.  A no that was said to him stays said."""
    own = between(person, other).exclude(state=State.DECLINED)
    own.exclude(asked=person, state=State.ASKED).delete()


def end(person: str, other: str) -> None:
    """A block: nothing is between them any more."""
    between(person, other).delete()


def forget(person: str) -> None:
    """He goes, and is on nobody's list."""
    ties_of(person).delete()


def are_apart(one: str, other: str) -> bool:
    """Whether either has blocked the other, as whoever he was."""
    ours, theirs = aliases.ids(one), aliases.ids(other)
    pairs = Q(blocker__in=ours, blocked__in=theirs) | Q(blocker__in=theirs, blocked__in=ours)
    return Block.objects.filter(pairs).exists()


def _friends(person: str) -> int:
    return ties_of(person).filter(state=State.FRIENDS).count()


def _has_no_room(asker: str, asked: str) -> bool:
    waiting = Friendship.objects.filter(state=State.ASKED)
    return (
        any(_friends(one) >= FRIENDS_AT_MOST for one in (asker, asked))
        or waiting.filter(asker=asker).count() >= WAITING_AT_MOST
        or waiting.filter(asked=asked).count() >= WAITING_AT_MOST
    )


def _name_of(person: str) -> str:
    """What he is called.  Bots are neither known nor noted in a room, so nobody is found for them."""
    if Forgotten.objects.filter(player=person).exists():
        raise CannotAskError
    rows: Iterable[QuerySet[Person] | QuerySet[Attendance]] = (
        Person.objects.filter(player=person),
        Attendance.objects.filter(player=person).order_by("-id"),
    )
    for row in rows:
        if name := row.values_list("nickname", flat=True).first():
            return str(name)
    raise CannotAskError


def hand_over(guest: str, person: str) -> None:
    """Ties of a guest whose history goes to an account.  Of two to the same player a friendship outlasts
    the rest; none is left to somebody blocked, so hand over the blocks first."""
    for tie in ties_of(guest):
        other = tie.asked if tie.asker == guest else tie.asker
        known = between(person, other).first()
        if other == person or are_apart(person, other) or (known and tie.state != State.FRIENDS):
            continue
        if known:
            known.delete()
        tie.asker, tie.asked = (person, other) if tie.asker == guest else (other, person)
        tie.save(update_fields=["asker", "asked"])
    forget(guest)
    for tie in ties_of(person):
        if are_apart(tie.asker, tie.asked):
            tie.delete()
