"""The desk's pages: closed to who may not, and silent about secrets."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from events.catalogue import RoundDealt, VoteCast
from events.log import store
from events.messages.commands import ClosePhase
from events.messages.envelope import wrap_command
from events.models import Cursor, DeskAction, FailedDelivery, StoredEvent

START = datetime(2026, 1, 1, tzinfo=UTC)
LOG = "/admin/events/storedevent/"
PARKED = "/admin/events/faileddelivery/"


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ann", password="x"))
    client.cookies["django_language"] = "en"
    return client


def clerk(client: Client, *permissions: str) -> Client:
    """A member of staff with just these permissions."""
    user = User.objects.create_user("bob", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def text(client: Client, url: str, **data: str) -> str:
    response = client.get(url, data)
    assert response.status_code == 200, (response.status_code, response.headers)
    return response.content.decode()


# --- secrets -------------------------------------------------------------------------------


@pytest.fixture
def dealt(admin: Client) -> list[StoredEvent]:
    """A round that is being played: nobody but its owner may know word, liar and ballots."""
    secret = {"word": "tangerine", "aliases": ["mandarin"], "liars": ["mallory"], "nonce": "n0nce"}
    deal = RoundDealt(round=1, category="fruit", order=["p"], commitment="c", **secret)  # type: ignore[arg-type]
    events = [deal, VoteCast(voter="p", target="mallory")]
    cause = wrap_command(ClosePhase(number=1), "ABCDE")
    return store.append("game/ABCDE", events, expected=0, cause=cause, now=START)


def test_before_the_reveal_no_page_shows_word_liar_or_ballot(dealt: list[StoredEvent], admin: Client) -> None:
    FailedDelivery.objects.create(
        subscriber="chat", stream="game/ABCDE", sequence=1, event_id=dealt[0].event_id,
        type="game.round_dealt", state="parked", due_at=START, error="ValueError",
    )  # fmt: skip
    failure = FailedDelivery.objects.get()
    pages = [text(admin, LOG), text(admin, PARKED), text(admin, f"{PARKED}{failure.pk}/change/")]
    pages += [text(admin, f"{LOG}{row.pk}/change/") for row in dealt]
    pages += [text(admin, f"{PARKED}{failure.pk}/{act}/") for act in ("edit", "requeue", "drop")]
    for secret in ("tangerine", "mandarin", "mallory", "n0nce", *(row.sealed for row in dealt)):
        assert not any(secret in page for page in pages)
    assert "word, aliases, liars, nonce" in pages[3]


def test_a_secret_cannot_be_probed_by_a_filter_of_ones_own(dealt: list[StoredEvent], admin: Client) -> None:
    for lookup in ("sealed__startswith", "envelope__contains", "sealed"):
        assert admin.get(LOG, {lookup: "g"}).status_code == 400
    assert admin.get("/admin/events/deadline/", {"command__contains": "g"}).status_code == 400


# --- who may what --------------------------------------------------------------------------


@pytest.fixture
def failure(db: None) -> FailedDelivery:
    """A parked event of the log."""
    cause = wrap_command(ClosePhase(number=1), "ABCDE")
    rows = store.append("game/ABCDE", [VoteCast(voter="p", target="q")], expected=0, cause=cause, now=START)
    return FailedDelivery.objects.create(
        subscriber="media", stream="game/ABCDE", sequence=1, event_id=rows[0].event_id,
        type="game.vote_cast", state="parked", due_at=START, error="ValueError",
    )  # fmt: skip


def acts(failure: FailedDelivery) -> list[str]:
    group = f"?subscriber=media&type={failure.type}&error=ValueError"
    return [f"{PARKED}{failure.pk}/{act}/" for act in ("edit", "requeue", "drop")] + [
        f"{PARKED}requeue-group/{group}"
    ]


@pytest.mark.parametrize("name", ["storedevent", "faileddelivery", "deskaction", "subscription"])
def test_a_page_is_for_staff_with_its_view_permission(db: None, client: Client, name: str) -> None:
    url = f"/admin/events/{name}/"
    assert client.get(url).status_code == 302  # to the login
    assert clerk(client).get(url).status_code == 403
    User.objects.all().delete()
    assert clerk(client, f"view_{name}").get(url).status_code == 200


def test_who_may_only_look_can_do_nothing(failure: FailedDelivery, client: Client) -> None:
    clerk(client, "view_faileddelivery", "view_storedevent", "delete_faileddelivery")
    page = text(client, f"{PARKED}{failure.pk}/change/")
    assert "/drop/" not in page and "requeue-group" not in text(client, PARKED)
    for url in acts(failure):
        assert [client.get(url).status_code, client.post(url).status_code] == [403, 403]
    assert FailedDelivery.objects.get() == failure


def test_nothing_is_done_by_looking_at_a_confirmation(failure: FailedDelivery, admin: Client) -> None:
    for url in acts(failure):
        assert admin.get(url).status_code == 200
    unchanged = FailedDelivery.objects.get()
    assert unchanged.state == "parked" and not DeskAction.objects.exists()


def test_acts_need_the_csrf_token(failure: FailedDelivery, admin: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin.cookies
    for url in acts(failure):
        assert strict.post(url, {"event": failure.event_id}).status_code == 403


def test_a_clerk_drops_an_event_and_it_is_in_djangos_log_too(failure: FailedDelivery, client: Client) -> None:
    clerk(client, "view_faileddelivery", "change_faileddelivery")
    url = f"{PARKED}{failure.pk}/drop/"
    assert client.post(url, {"event": failure.event_id}).status_code == 302
    assert not FailedDelivery.objects.exists()
    assert Cursor.objects.get(subscriber="media", stream="game/ABCDE").sequence == 1
    entry, action = LogEntry.objects.get(), DeskAction.objects.get()
    assert (entry.user.get_username(), action.by, action.kind) == ("bob", "bob", "dropped")


def test_an_event_is_requeued_and_a_second_click_is_told_so(failure: FailedDelivery, admin: Client) -> None:
    url = f"{PARKED}{failure.pk}/requeue/"
    for _ in range(2):
        answer = admin.post(url, {"event": failure.event_id}, follow=True)
    assert "not parked any more" in answer.content.decode()
    assert (DeskAction.objects.count(), LogEntry.objects.count()) == (1, 1)
    assert FailedDelivery.objects.get().state == "waiting"


def test_a_group_is_requeued(failure: FailedDelivery, admin: Client) -> None:
    answer = admin.post(acts(failure)[-1], follow=True)
    assert "1 event requeued." in answer.content.decode()
    assert (DeskAction.objects.get().events, LogEntry.objects.count()) == (1, 1)
    assert admin.get(f"{PARKED}requeue-group/").status_code == 404


def test_wrong_data_come_back_with_the_reason_and_what_was_typed(
    failure: FailedDelivery, admin: Client
) -> None:
    url = f"{PARKED}{failure.pk}/edit/"
    page = admin.post(url, {"event": failure.event_id, "data": '{"typo": 1}'}).content.decode()
    assert "typo&quot;: 1" in page and "unknown field" in page
    assert not DeskAction.objects.exists() and not LogEntry.objects.exists()


def test_edited_data_are_kept_and_shown_with_who_and_what(failure: FailedDelivery, admin: Client) -> None:
    url = f"{PARKED}{failure.pk}/edit/"
    page = admin.post(url, {"event": failure.event_id, "data": '{"voter": "other"}'}, follow=True)
    assert "other" in page.content.decode() and "edited" in page.content.decode()
    action = DeskAction.objects.get()
    assert "other" in text(admin, f"/admin/events/deskaction/{action.pk}/change/")
    assert LogEntry.objects.get().get_change_message()


def test_notes_and_log_cannot_be_changed_by_a_superuser(failure: FailedDelivery, admin: Client) -> None:
    row = StoredEvent.objects.get()
    for url in (f"{LOG}{row.pk}", f"{PARKED}{failure.pk}"):
        assert admin.post(f"{url}/change/", {"type": "x"}).status_code == 403
        assert admin.post(f"{url}/delete/", {"post": "yes"}).status_code == 403
    assert StoredEvent.objects.get().envelope == row.envelope


def test_the_pages_bring_no_script_of_their_own(failure: FailedDelivery, admin: Client) -> None:
    row = StoredEvent.objects.get()
    for url in [LOG, f"{LOG}{row.pk}/change/", PARKED, "/admin/events/subscription/", *acts(failure)]:
        page = text(admin, url)
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", page) and " onclick=" not in page


def test_the_desk_speaks_korean(failure: FailedDelivery, admin: Client) -> None:
    admin.cookies["django_language"] = "ko"
    assert "문제별 보류" in text(admin, PARKED)
    assert "처리 안 됨" in text(admin, "/admin/events/subscription/")
    assert "전체 흐름" in text(admin, f"{LOG}{StoredEvent.objects.get().pk}/change/")
