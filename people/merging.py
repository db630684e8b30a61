"""A guest who has an account: what he played and earned, blocks, friends are the account's from then on."""

from events import gateway
from events.catalogue import HistoryMerged
from events.messages.commands import MergeHistory
from events.messages.envelope import player_message_id
from events.work import UnitOfWork
from people import accounts, friends, services, standings
from people.models import Block, Person, Standing
from people.moderation import SITE


def ask(guest: str, person: str) -> None:
    """Have a guest's history merged into an account's; a second time changes nothing."""
    if guest != person:
        id = player_message_id(guest, "merge")
        gateway.submit(MergeHistory(into=person), SITE, actor=guest, id=id)


def merge(work: UnitOfWork, command: MergeHistory) -> None:
    """Only what is nobody's yet can be merged, and only into an account."""
    guest, person = work.actor, command.into
    owned = Person.objects.filter(player=person).exclude(user=None).exists()
    if guest == person or not owned or not accounts.is_free(guest):
        return
    services.append(work, HistoryMerged(player=guest, into=person))
    Person.objects.filter(player=guest).delete()
    Standing.objects.filter(player=guest).delete()
    _hand_over_blocks(guest, person)
    friends.hand_over(guest, person)
    standings.recount([person])


def _hand_over_blocks(guest: str, person: str) -> None:
    """Those he had blocked stay blocked, and so does he for those who had blocked him."""
    for row in Block.objects.filter(blocker=guest).exclude(blocked=person):
        kept = {"nickname": row.nickname}
        Block.objects.get_or_create(blocker=person, blocked=row.blocked, defaults=kept)
    for row in Block.objects.filter(blocked=guest).exclude(blocker=person):
        kept = {"nickname": row.nickname}
        Block.objects.get_or_create(blocker=row.blocker, blocked=person, defaults=kept)
    Block.objects.filter(blocker=guest).delete()
    Block.objects.filter(blocked=guest).delete()
