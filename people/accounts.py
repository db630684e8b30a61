"""Accounts: a name and a password that keep what a guest has become."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from events import gateway
from events.messages.commands import ForgetPerson
from events.messages.envelope import player_message_id
from people import friends
from people.guests import Guest
from people.models import Alias, Block, Forgotten, Person, Standing
from people.moderation import SITE


class NameTaken(Exception):
    """Somebody was faster."""


def open_account(name: str, password: str, guest: Guest) -> User:
    """An account for this guest: his history is its history from now on.

    Raises NameTaken, also for a guest who has an account already."""
    try:
        with transaction.atomic():
            user = get_user_model().objects.create_user(name, password=password)
            person, _ = Person.objects.get_or_create(
                player=guest.player, defaults={"nickname": guest.nickname}
            )
            if not Person.objects.filter(pk=person.pk, user=None).update(user=user):
                raise NameTaken
    except IntegrityError:
        raise NameTaken from None
    return user


def is_free(player: str) -> bool:
    """Whether this guest is nobody's: he has no account, was merged into none, and was not forgotten."""
    taken = Person.objects.filter(player=player).exclude(user=None)
    return not any(
        rows.exists()
        for rows in (taken, Alias.objects.filter(player=player), Forgotten.objects.filter(player=player))
    )


def person_of(user: User, otherwise: Guest) -> Person:
    """Whom an account is; one that was not made here (an admin's) becomes the guest who signs in."""
    person = Person.objects.filter(user=user).first()
    if person is not None:
        return person
    person, _ = Person.objects.get_or_create(
        player=otherwise.player, defaults={"nickname": otherwise.nickname}
    )
    Person.objects.filter(pk=person.pk, user=None).update(user=user)
    return person


def forget(user: User) -> None:
    """Delete an account and all that leads to its person.  His rounds stay, as those of nobody."""
    person = Person.objects.filter(user=user).first()
    with transaction.atomic():
        if person is not None:
            player = person.player
            Block.objects.filter(blocker=player).delete()
            Block.objects.filter(blocked=player).delete()
            friends.forget(player)
            Standing.objects.filter(player=player).delete()
            id = player_message_id(player, "forget")
            transaction.on_commit(lambda: _tell(player, id))
        user.delete()  # and the person with it


def _tell(player: str, id: str) -> None:
    gateway.submit(ForgetPerson(), SITE, actor=player, id=id)
