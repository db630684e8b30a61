"""What the staff orders of a room: on the same bus as all, with who, when, why, and how it was before."""

import re
from datetime import timedelta

import msgspec
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from events import live
from events.admin import orders
from events.catalogue import OrderGiven, RoundDealt, SecretsSeen
from events.live import send as send_to_redis
from events.log import store
from events.messages import commands as wish
from events.messages.upcasting import upcast
from events.models import Deadline, StoredEvent
from rooms.models import Room
from rooms.templatetags.desk import order_title
from tests.bus import Bus
from tests.integration.people.test_counting import come, start, until

CODE = "ABCDE"
PAGE = f"/admin/rooms/room/{CODE}/change/"
SECRETS = f"/admin/game/tablerecord/{CODE}/change/"
WHY = {"reason": "he asked for it"}


@pytest.fixture
def playing(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> Bus:
    """A round is dealt; frames reach Redis as they do in life."""
    monkeypatch.setattr(live, "send", send_to_redis)
    start(bus, "bob", "cem")
    until(bus, "game.round_dealt")
    return bus


def staff(name: str, *permissions: str) -> Client:
    """A member of staff with just these permissions; none named: all."""
    client = Client(headers={"accept-language": "en"})
    user = User.objects.create_user(name, is_staff=True, is_superuser=not permissions)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def order(bus: Bus, client: Client, name: str, player: str = "", **answers: str) -> int:
    path = f"/admin/rooms/room/{CODE}/order/{name}/" + (f"?player={player}" if player else "")
    status = client.post(path, WHY | answers).status_code
    bus.run()
    return status


def types() -> set[str]:
    return set(StoredEvent.objects.values_list("type", flat=True))


def word_of_the_round() -> str:
    return next(e.word for e in store.history(f"game/{CODE}") if isinstance(e, RoundDealt) and e.word)


def page(client: Client, url: str = PAGE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_room_s_page_shows_seats_phase_and_log(playing: Bus) -> None:
    shown = page(staff("ann"))
    assert all(
        text in shown for text in ("alice", "Bob", "Cem", "dealing", "round 1 of 1", "game.round_dealt")
    )


def test_no_page_of_the_desk_shows_word_or_liar_of_a_running_round(playing: Bus) -> None:
    ann = staff("ann")
    for url in ("/admin/", "/admin/rooms/room/", PAGE, SECRETS, "/admin/game/tablerecord/"):
        assert word_of_the_round() not in page(ann, url)


def test_an_order_is_kept_with_who_why_and_how_it_was(playing: Bus) -> None:
    assert order(playing, staff("ann"), "pause") == 302
    (given,) = orders.given(CODE)
    assert isinstance(given.event, OrderGiven) and given.answer == "done"
    assert (given.event.by, given.event.reason, given.event.order) == ("ann", WHY["reason"], "game.set_pause")
    assert given.event.before["phase"] == "dealing" and given.event.before["host"] == "alice"
    paused = StoredEvent.objects.get(type="game.match_paused")
    assert store.envelope_of(paused).correlationid == store.envelope_of(given.row).correlationid


def test_a_paused_game_goes_on_and_is_ended_without_counting(playing: Bus) -> None:
    ann = staff("ann")
    order(playing, ann, "pause")
    assert "Let the game go on" in page(ann)
    order(playing, ann, "go_on")
    assert re.findall("Pause the game|Let the game go on", page(ann).partition("Orders of the desk")[2]) == [
        "Let the game go on",
        "Pause the game",
    ]
    assert "game.match_resumed" in types()
    order(playing, ann, "end")
    assert {"game.match_ended", "rooms.play_ended"} <= types() and not Room.objects.get().playing
    assert "people.round_counted" not in types()


def test_even_the_host_is_sent_out_and_another_takes_over(playing: Bus) -> None:
    order(playing, staff("ann"), "kick", "alice", minutes="0")
    assert playing.ask(wish.JoinRoom(nickname="Alice", connection="again"), CODE, "alice") == "barred"
    assert Room.objects.get().host == "Bob"


def test_who_was_sent_out_is_let_in_again(playing: Bus) -> None:
    ann = staff("ann")
    order(playing, ann, "kick", "cem", minutes="60")
    order(playing, ann, "lift_kick", "cem")
    shown = page(ann)  # he has no seat any more, and is known by name
    assert "Send out of the room, an hour · Cem" in shown and "Let in again · Cem" in shown
    assert not Deadline.objects.filter(purpose="lift_kick").exists()
    assert playing.ask(wish.JoinRoom(nickname="Cem", connection="again"), CODE, "cem") is None


def test_who_is_out_for_an_hour_may_come_back_after_it(bus: Bus) -> None:
    come(bus, "bob", "cem")
    ann = staff("ann")
    assert order(bus, ann, "kick", "cem", minutes="0") == order(bus, ann, "kick", "bob", minutes="60") == 302
    again = wish.JoinRoom(nickname="Bob", connection="again")
    assert bus.ask(again, CODE, "bob") == "barred"
    due = Deadline.objects.get(purpose="lift_kick")
    assert timedelta(minutes=59) < due.due_at - timezone.now() <= timedelta(minutes=60)
    while bus.pass_time() and "rooms.kick_lifted" not in types():
        pass
    assert bus.ask(again, CODE, "bob") is None and bus.ask(again, CODE, "cem") == "barred"


def test_the_host_is_handed_over_and_a_player_is_muted(playing: Bus) -> None:
    ann = staff("ann")
    order(playing, ann, "hand_over", "cem")
    order(playing, ann, "mute", "bob", minutes="10")
    assert Room.objects.get().host == "Cem" and "chat.member_muted" in types()
    shown = page(ann)
    assert "Mute in this room, 10 minutes · Bob" in shown and "Make host · Cem" in shown


def test_a_closed_room_takes_nobody(playing: Bus) -> None:
    ann = staff("ann")
    order(playing, ann, "close")
    assert Room.objects.get().closed and ">here<" not in page(ann)
    assert playing.ask(wish.JoinRoom(nickname="Dia", connection="new"), CODE, "dia") == "room_closed"


def test_a_refused_order_says_so(playing: Bus) -> None:
    ann = staff("ann")
    order(playing, ann, "hand_over", "stranger")
    assert "This player cannot be host just now." in page(ann)


def test_an_order_wants_a_reason_and_the_permission(playing: Bus) -> None:
    ann, looker = staff("ann"), staff("looker", "view_room")
    assert ann.post(f"/admin/rooms/room/{CODE}/order/close/", {"reason": ""}).status_code == 200
    assert order(playing, looker, "close") == 403 and "Close the room" not in page(looker)
    assert not Room.objects.get().closed and not orders.given(CODE)


def test_word_and_roles_open_with_a_reason_that_the_log_keeps(playing: Bus) -> None:
    ann = staff("ann")
    told = ann.post(SECRETS, WHY)
    assert word_of_the_round() in told.content.decode() and "no-store" in told.headers["Cache-Control"]
    (given,) = orders.given(CODE)
    assert isinstance(given.event, SecretsSeen)
    assert (given.event.by, given.event.reason) == ("ann", WHY["reason"])


def test_word_and_roles_stay_shut_without_permission_or_reason(playing: Bus) -> None:
    assert staff("mod", "view_room", "change_room").get(SECRETS).status_code == 403
    assert staff("ann").post(SECRETS, {"reason": ""}).context["form"].errors
    assert not orders.given(CODE)


def test_a_room_that_redis_has_lost_is_unknown_and_no_error(bus: Bus) -> None:
    come(bus, "bob")
    assert "unknown" in page(staff("ann"))


def test_an_order_of_an_old_log_has_the_title_of_its_command() -> None:
    old = {"order": "chat.mute_player", "about": "bob", "by": "ann", "reason": "spam", "before": {}}
    given = msgspec.convert(upcast("desk.order_given", old, version=1, to=2), OrderGiven)
    assert order_title(given) == "Mute or unmute"
