"""A show from the press of the button to its end, by way of all concerns."""

from django.test import Client

from events.messages import commands as wish
from events.models import StoredEvent
from people.models import RoundPlayed
from rooms import listing
from rooms.models import Room
from tests.bus import Bus

ROOM = "SHWWW"
JOIN = wish.JoinRoom(nickname="Vera", connection="t1")


def happened(type: str) -> int:
    return StoredEvent.objects.filter(room=ROOM, type=type).count()


def until(bus: Bus, type: str, times: int = 1) -> None:
    while happened(type) < times:
        assert bus.pass_time()


def test_bots_play_match_after_match_as_long_as_somebody_watches(bus: Bus) -> None:
    bus.ask(wish.OpenShow(code=ROOM, language="ko"), ROOM, "vera")
    bus.ask(JOIN, ROOM, "vera")
    until(bus, "game.match_ended")
    assert happened("game.round_revealed") == 2 and not happened("rooms.room_closed")
    until(bus, "game.match_started", 2)
    bus.ask(wish.DropConnection(connection="t1"), ROOM, "vera")
    until(bus, "rooms.room_closed")
    assert happened("game.match_started") == 2 and not RoundPlayed.objects.exists()


def test_a_show_is_in_no_list_and_who_watches_it_is_counted(bus: Bus) -> None:
    bus.ask(wish.OpenShow(code=ROOM, language="en"), ROOM, "vera")
    assert listing.now().people == 0
    bus.ask(JOIN, ROOM, "vera")
    assert (listing.now().rooms, listing.now().people) == (1, 1) and not listing.open_rooms().exists()


def test_one_press_leads_to_it_and_its_link_offers_no_seat(bus: Bus, client: Client) -> None:
    answer = client.post("/show", {"nickname": "Vera"})
    bus.run()
    code = answer.headers["Location"].rpartition("/")[2]
    assert Room.objects.get(pk=code).playing
    gate = Client(headers={"accept-language": "en"}).get(f"/r/{code}").content.decode()
    assert "Bots play, you watch" in gate and "Take a seat" not in gate
