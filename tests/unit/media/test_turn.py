"""Passes for a relay, as any TURN server with use-auth-secret checks them."""

from media.turn import LIFE, ice_servers

URLS = ["turn:relay.example:3478?transport=udp"]


def test_a_pass_names_its_end_and_is_signed_with_the_secret() -> None:
    # openssl: printf 1000003600:ann | openssl dgst -sha1 -hmac north -binary | base64
    assert LIFE == 3600
    assert ice_servers(URLS, "north", "ann", now=1_000_000_000.7) == [
        {"urls": URLS, "username": "1000003600:ann", "credential": "gwJMriYMMJoyPdJbGU7Crve89Wk="}
    ]


def test_another_secret_another_player_another_time_make_another_pass() -> None:
    passes = {
        ice_servers(URLS, secret, player, now)[0]["credential"]
        for secret in ("a", "b")
        for player in ("ann", "bob")
        for now in (1.0, 2.0)
    }
    assert len(passes) == 8


def test_without_relay_or_secret_there_is_none() -> None:
    assert ice_servers([], "north", "ann") == ice_servers(URLS, "", "ann") == []
