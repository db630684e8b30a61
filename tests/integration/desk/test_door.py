"""Guessing passwords at the admin's door."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, override_settings

from lie_project.desk.checks import door_is_guarded

TRIES = settings.AXES_FAILURE_LIMIT
LOGIN = "/admin/login/"


@pytest.fixture
def door(db: None, client: Client) -> Iterator[Client]:
    # A slow hash proves no more.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        User.objects.create_superuser("ann", password="right horse")
        yield client


def attempt(client: Client, password: str, address: str = "192.0.2.1", name: str = "ann") -> int:
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address).status_code


def test_who_guesses_is_locked_out_and_the_right_password_does_not_help(door: Client) -> None:
    tried = [attempt(door, f"wrong {n}") for n in range(TRIES)]
    assert tried[0] == 200 and tried[-1] == 429
    assert attempt(door, "right horse") == 429


def test_other_names_from_the_same_address_are_locked_as_well(door: Client) -> None:
    for n in range(TRIES):
        attempt(door, "wrong", name=f"guess{n}")
    assert attempt(door, "right horse") == 429


def test_who_comes_from_elsewhere_is_not_locked_out_with_the_guesser(door: Client) -> None:
    for n in range(TRIES):
        attempt(door, f"wrong {n}")
    assert attempt(door, "right horse", address="198.51.100.7") == 302


def test_an_address_that_a_visitor_writes_himself_does_not_count(door: Client) -> None:
    for n in range(TRIES):
        door.post(LOGIN, {"username": "ann", "password": "no"}, headers={"x-forwarded-for": f"203.0.113.{n}"})
    assert door.post(LOGIN, {"username": "ann", "password": "right horse"}).status_code == 429


def test_addresses_of_one_household_count_together(door: Client) -> None:
    for n in range(TRIES):
        attempt(door, "wrong", address=f"2001:db8::{n + 1}")
    assert attempt(door, "right horse", address="2001:db8::ffff") == 429
    assert attempt(door, "right horse", address="2001:db8:1::1") == 302


def test_a_deployment_without_the_lock_does_not_pass_its_check() -> None:
    left = [app for app in settings.INSTALLED_APPS if app != "axes"]
    with override_settings(INSTALLED_APPS=left):
        assert [found.id for found in door_is_guarded()] == ["lie.E001"]
        with override_settings(DEBUG=True):
            assert door_is_guarded() == []
