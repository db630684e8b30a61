"""Reports, sanctions and block lists: from the wish of a player or moderator to what follows from it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from events import live
from events.messages import commands as wish
from events.messages.frames import Refused
from events.models import StoredEvent
from people.models import Attendance, Block, Person, Report, Sanction
from people.moderation import SITE
from tests.bus import Bus
from tests.integration.people.conftest import Browser
from tests.integration.people.test_counting import come

CODE = "ABCDE"
BODY = {"id": "abcdefgh", "room": CODE, "player": "bob", "reason": "insult"}


@pytest.fixture
def orders(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(live, "tell_sockets", lambda *order: told.append(order))
    return told


@pytest.fixture
def room(bus: Bus, browser: Browser) -> Bus:
    come(bus, "bob", "cem")
    return bus


def impose(bus: Bus, kind: Any = "mute", player: str = "bob", **more: Any) -> Sanction:
    bus.ask(wish.ImposeSanction(player=player, kind=kind, reason="hate", by="mod", **more), SITE, "")
    return Sanction.objects.latest("id")


def report(client: Client, **changes: Any) -> int:
    return client.post("/api/people/reports", BODY | changes, content_type="application/json").status_code


def test_who_is_muted_cannot_write_until_it_is_lifted(room: Bus) -> None:
    mute = impose(room)
    assert room.ask(wish.Say(text="hi"), CODE, "bob") == "muted"
    assert room.ask(wish.Say(text="hi"), CODE, "cem") is None
    room.ask(wish.LiftSanction(sanction=mute.pk, by="mod"), SITE, "")
    assert room.ask(wish.Say(text="hi"), CODE, "bob") is None


def test_a_sanction_ends_by_itself(room: Bus) -> None:
    impose(room, minutes=10)
    Sanction.objects.update(until=timezone.now())
    assert room.ask(wish.Say(text="hi"), CODE, "bob") is None


def test_a_ban_closes_the_open_socket_and_frees_the_seat(room: Bus, orders: list[tuple[str, ...]]) -> None:
    impose(room, "ban")
    assert (CODE, "bob", "close 4013") in orders
    left = [row for row in StoredEvent.objects.filter(type="rooms.player_left") if '"bob"' in row.envelope]
    assert len(left) == 1


def test_a_ticket_from_before_the_ban_leads_out_again(room: Bus, orders: list[tuple[str, ...]]) -> None:
    impose(room, "ban", "dia")
    room.ask(wish.JoinRoom(nickname="Dia", connection="late"), CODE, "dia")
    assert (CODE, "dia", "close 4013") in orders
    assert not Attendance.objects.get(player="dia").present


def test_who_is_banned_finds_every_door_shut_and_reads_why(room: Bus, browser: Browser) -> None:
    impose(room, "ban")
    doors = [("get", f"/r/{CODE}"), ("post", "/rooms"), ("get", f"/api/rooms/{CODE}/ticket")]
    for method, path in doors:
        answer = getattr(browser("bob"), method)(path)
        assert answer.status_code == 403 and "hate" in answer.content.decode()
        assert getattr(browser("cem"), method)(path).status_code != 403


def test_a_ban_is_appealed_once(room: Bus, browser: Browser) -> None:
    ban = impose(room, "ban")
    client = browser("bob")
    for note in ("it was my cat", "and my dog"):
        client.post("/people/appeal", {"note": note})
        room.run()
    ban.refresh_from_db()
    assert ban.appeal == "it was my cat" and ban.in_force


def test_a_report_keeps_the_lines_around_by_their_events_and_not_their_texts(
    room: Bus, browser: Browser
) -> None:
    for number in range(3):
        room.ask(wish.Say(text=f"you {number}"), CODE, "bob")
    rows = StoredEvent.objects.filter(stream=f"chat/{CODE}", type="chat.message_posted")
    said = [row for row in rows if "you 1" in row.envelope][0]
    assert report(browser("cem"), line=said.sequence, note="rude") == 202
    room.run()
    kept = Report.objects.get()
    assert (kept.player, kept.reporter, kept.line) == ("bob", "cem", said.event_id)
    assert said.event_id in kept.evidence and "you" not in str(kept.evidence)
    assert not any("you 1" in row.envelope for row in StoredEvent.objects.filter(type__startswith="people."))


def test_only_who_was_there_can_report_and_be_reported(room: Bus, browser: Browser) -> None:
    assert [report(browser("stranger")), report(browser("cem"), player="stranger")] == [400, 400]
    assert report(browser("cem"), reason="because") == 400


def test_reports_are_taken_once_and_not_by_the_dozen(room: Bus, browser: Browser) -> None:
    assert report(browser("cem")) == 202
    room.run()
    answers = [report(browser("cem"), id=f"another{n}") for n in range(6)]
    assert answers[0] == 409 and answers[-1] == 429 and Report.objects.count() == 1


def test_a_block_list_is_one_s_own(room: Bus, browser: Browser) -> None:
    cem = browser("cem")
    put = {"player": "bob", "blocked": True}
    assert cem.post("/api/people/block", put, content_type="application/json").status_code == 200
    assert cem.get("/api/people/blocks").json() == {"blocked": ["bob"]}
    assert browser("bob").get("/api/people/blocks").json() == {"blocked": []}
    assert Block.objects.get().nickname == "Bob"
    assert cem.post("/people/bob/unblock").status_code == 302 and not Block.objects.exists()


def test_nobody_blocks_himself_or_somebody_never_met(room: Bus, browser: Browser) -> None:
    for player in ("cem", "stranger"):
        put = {"player": player, "blocked": True}
        answer = browser("cem").post("/api/people/block", put, content_type="application/json")
        assert answer.status_code == 400


# --- the admin -----------------------------------------------------------------------------


@pytest.fixture
def moderator(room: Bus) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_superuser("mod", password="x"))
    return client


def act(client: Client, model: str, action: str, *keys: int) -> None:
    data = {"action": action, "_selected_action": keys}
    assert client.post(f"/admin/people/{model}/", data).status_code == 302


def test_a_moderator_upholds_a_report_and_it_names_him(
    room: Bus, browser: Browser, moderator: Client
) -> None:
    report(browser("cem"))
    room.run()
    act(moderator, "report", "mute_for_a_day", Report.objects.get().pk)
    room.run()
    decided, mute = Report.objects.get(), Sanction.objects.get()
    assert (decided.upheld, decided.decided_by) == (True, "mod")
    assert (mute.player, mute.kind, mute.by, mute.report) == ("bob", "mute", "mod", decided.pk)
    assert room.ask(wish.Say(text="hi"), CODE, "bob") == "muted"


def test_a_moderator_imposes_and_lifts_by_the_admin(room: Bus, moderator: Client) -> None:
    form = {"player": "bob", "kind": "ban", "reason": "hate", "minutes": "60"}
    assert moderator.post("/admin/people/sanction/add/", form).status_code == 302
    room.run()
    ban = Sanction.objects.get()
    assert ban.by == "mod" and ban.until is not None
    act(moderator, "sanction", "lift", ban.pk)
    room.run()
    assert Sanction.objects.get().lifted_by == "mod"


def test_who_may_only_look_is_offered_no_action(room: Bus, browser: Browser) -> None:
    report(browser("cem"))
    room.run()
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_report"))
    client = Client()
    client.force_login(user)
    data = {"action": "dismiss", "_selected_action": [Report.objects.get().pk]}
    client.post("/admin/people/report/", data)
    room.run()
    assert Report.objects.get().upheld is None


def test_the_lists_of_moderators_open(room: Bus, browser: Browser, moderator: Client) -> None:
    report(browser("cem"))
    impose(room)
    for model in ("report", "sanction", "person", "standing"):
        assert moderator.get(f"/admin/people/{model}/").status_code == 200


def test_who_has_finished_no_round_yet_is_known_to_moderators_by_name(
    room: Bus, browser: Browser, moderator: Client
) -> None:
    assert not Person.objects.exists()
    report(browser("cem"))
    impose(room)
    told = Report.objects.get()
    for page in ("report/", f"report/{told.pk}/change/", "sanction/"):
        assert "Bob · bob" in moderator.get(f"/admin/people/{page}").content.decode()
    assert ">Cem<" in moderator.get("/admin/people/report/").content.decode()
    for query, found in (("bob", True), ("BOB", True), ("cem", False)):
        assert ("Bob · bob" in moderator.get(f"/admin/people/sanction/?q={query}").content.decode()) is found
    assert "Bob · bob" in moderator.get("/admin/people/report/?q=Cem").content.decode()
    impose(room, player="a stranger")
    assert ">a stranger<" in moderator.get("/admin/people/sanction/").content.decode()


@pytest.mark.parametrize("query, shown", [("waiting", True), ("upheld", False), ("dismissed", False)])
def test_reports_are_filtered_by_what_became_of_them(
    room: Bus, browser: Browser, moderator: Client, query: str, shown: bool
) -> None:
    report(browser("cem"))
    room.run()
    page = f"/admin/people/report/{Report.objects.get().pk}/change/"
    assert (page in moderator.get(f"/admin/people/report/?state={query}").content.decode()) is shown
    assert (page in moderator.get("/admin/people/report/?reason=insult").content.decode()) is True
    assert page not in moderator.get("/admin/people/report/?reason=cheating").content.decode()


def test_a_report_s_page_shows_the_lines_to_who_may_read_chats(
    room: Bus, browser: Browser, moderator: Client
) -> None:
    room.ask(wish.Say(text="a rude word"), CODE, "bob")
    report(browser("cem"))
    room.run()
    page = f"/admin/people/report/{Report.objects.get().pk}/change/"
    looker, user = Client(), User.objects.create_user("looker", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_report"))
    looker.force_login(user)
    assert "a rude word" in moderator.get(page).content.decode()
    assert "a rude word" not in looker.get(page).content.decode()


def test_a_report_is_decided_on_its_page_with_reason_and_length(
    room: Bus, browser: Browser, moderator: Client, orders: list[tuple[str, ...]]
) -> None:
    report(browser("cem"))
    room.run()
    page = f"/admin/people/report/{Report.objects.get().pk}/change/"
    moderator.post(page, {"what": "ban", "minutes": "60", "reason": "that was too much"})
    room.run()
    ban = Sanction.objects.get()
    assert (ban.kind, ban.reason, Report.objects.get().upheld) == ("ban", "that was too much", True)
    assert ban.until is not None and (CODE, "bob", "close 4013") in orders


def test_a_mute_is_told_to_the_open_socket_at_once(room: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str, object]] = []
    monkeypatch.setattr(live, "send_to_player", lambda *frame: told.append(frame))
    impose(room, "mute")
    assert (CODE, "bob", Refused(None, "muted", "")) in told
