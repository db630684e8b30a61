"""The admin with LIE_ADMIN_OTP: a password alone opens nothing."""

import io
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from msgspec.structs import replace

from lie_project.desk import second

LOGIN, PASSWORD = "/admin/login/", "right horse"


@pytest.fixture
def codes(db: None) -> Iterator[list[str]]:
    """Recovery codes of ann, the way she is told them."""
    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(LIE=replace(settings.LIE, admin_otp=True), PASSWORD_HASHERS=hasher):
        User.objects.create_superuser("ann", password=PASSWORD)
        said = io.StringIO()
        call_command("secondfactor", "ann", stdout=said)
        assert "otpauth://totp/LIE" in said.getvalue()
        yield said.getvalue().split("for once:")[1].split()


def of_the_app() -> str:
    device = TOTPDevice.objects.get(user__username="ann")
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits).token():06d}"


def sign_in(client: Client, code: str, password: str = PASSWORD) -> int:
    form = {"username": "ann", "password": password, "code": code}
    return client.post(LOGIN, form, REMOTE_ADDR="192.0.2.1").status_code


def is_in(client: Client) -> bool:
    return client.get("/admin/password_change/").status_code == 200


def test_password_and_code_open_and_neither_does_alone(client: Client, codes: list[str]) -> None:
    assert sign_in(client, "") == 200 and not is_in(client)
    assert sign_in(client, of_the_app(), "wrong") == 200 and not is_in(client)
    assert sign_in(client, of_the_app()) == 302 and is_in(client)


def test_a_code_of_the_app_opens_once(client: Client, codes: list[str]) -> None:
    seen = of_the_app()
    assert sign_in(client, seen) == 302
    assert sign_in(Client(), seen) == 200


def test_a_recovery_code_opens_once_however_it_is_typed(client: Client, codes: list[str]) -> None:
    assert len(codes) == second.RECOVERY_CODES
    assert sign_in(client, f" {codes[3][:5].upper()} {codes[3][5:]}") == 302 and is_in(client)
    assert sign_in(Client(), codes[3]) == 200
    assert StaticToken.objects.count() == len(codes) - 1


def test_recovery_codes_do_not_lie_about(codes: list[str]) -> None:
    assert not set(codes) & set(StaticToken.objects.values_list("token", flat=True))


def test_who_signed_in_without_a_code_stays_outside(client: Client, codes: list[str]) -> None:
    client.force_login(User.objects.get())  # as by the door of players
    assert not is_in(client)
    assert "second factor" in client.get(LOGIN, headers={"accept-language": "en"}).content.decode()
    assert client.get("/api/events").status_code == 403
    assert sign_in(client, of_the_app()) == 302
    assert is_in(client) and client.get("/api/events").status_code == 200


def test_anothers_code_does_not_open(client: Client, codes: list[str]) -> None:
    bob = User.objects.create_superuser("bob", password=PASSWORD)
    _, of_bob = second.enrol(bob)
    assert sign_in(client, of_bob[0]) == 200 and not is_in(client)


def test_who_guesses_codes_is_locked_out(client: Client, codes: list[str]) -> None:
    tried = [sign_in(client, f"{n:06d}") for n in range(settings.AXES_FAILURE_LIMIT)]
    assert tried[0] == 200 and tried[-1] == 429
    assert sign_in(client, codes[0]) == 429


def test_a_new_or_removed_device_ends_sessions(client: Client, codes: list[str]) -> None:
    assert sign_in(client, of_the_app()) == 302 and is_in(client)
    call_command("secondfactor", "ann", "--remove", stdout=io.StringIO())
    assert not is_in(client) and sign_in(client, codes[0]) == 200


def test_the_desk_shows_no_page_of_secrets(client: Client, codes: list[str]) -> None:
    sign_in(client, of_the_app())
    page = client.get("/admin/").content.decode()
    assert "otp_totp" not in page and "otp_static" not in page
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404


def test_without_the_setting_a_password_is_enough(client: Client, db: None) -> None:
    User.objects.create_superuser("eve", password=PASSWORD)
    form = {"username": "eve", "password": PASSWORD}
    assert client.post(LOGIN, form).status_code == 302 and is_in(client)


def test_nobody_who_is_not_of_the_staff_gets_one(db: None) -> None:
    User.objects.create_user("player", password=PASSWORD)
    for name in ("player", "nobody"):
        with pytest.raises(CommandError, match="Nobody of the staff"):
            call_command("secondfactor", name)
