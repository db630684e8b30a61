"""The second factor at the admin's door (LIE_ADMIN_OTP): a code of an app, or a recovery code, once.

django-otp counts wrong codes of each device and makes the next one wait for longer; axes counts them with
wrong passwords.  Recovery codes are kept as hashes.  Who has signed in at another door, without a code, is
nobody here.
"""

import secrets
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp import DEVICE_ID_SESSION_KEY, verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 10  # 49 bits, behind a lock that slows every try


def enrol(user: AbstractBaseUser) -> tuple[str, list[str]]:
    """A new app for the account in the place of all earlier ones: its otpauth:// URI, and recovery codes."""
    remove(user)
    app = TOTPDevice.objects.create(user=user, name="app")
    recovery = StaticDevice.objects.create(user=user, name="recovery")
    codes = ["".join(secrets.choice(LETTERS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        recovery.token_set.create(token=_kept(code))
    return str(app.config_url), codes


def remove(user: AbstractBaseUser) -> int:
    """Take it away; how many devices there were.  Sessions opened with them are closed by that."""
    return sum(kind.objects.filter(user=user).delete()[0] > 0 for kind in (TOTPDevice, StaticDevice))


def shown(request: HttpRequest) -> bool:
    """Whether this session was opened with a code of a device that the account still has."""
    named = request.session.get(DEVICE_ID_SESSION_KEY)
    device = Device.from_persistent_id(named) if named else None
    return device is not None and device.confirmed and device.user_id == request.user.pk


class Once(forms.PasswordInput):
    """To be read while it is typed, and not there any more when the form comes back."""

    input_type = "text"


class DoorForm(AdminAuthenticationForm):
    """Password and code at once.  A wrong code is counted as a wrong password is."""

    code = forms.CharField(
        label=_("Code of your app, or a recovery code"),
        max_length=32,
        widget=Once(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user: Any = self.get_user()
        if user is not None and "code" in cleaned:  # without one the form is refused, and nothing counted
            user.otp_device = _device(user, "".join(cleaned["code"].split()).lower())
            if user.otp_device is None:
                told = {"username": user.get_username()}
                user_login_failed.send(__name__, credentials=told, request=self.request)
                raise ValidationError(
                    _("This code is wrong, was used already, or came too soon after a wrong one.")
                )
        return cleaned


def _device(user: Any, code: str) -> Device | None:
    """What the code is of; it is used up by that."""
    recovery = len(code) == RECOVERY_LENGTH
    kind, typed = (StaticDevice, _kept(code)) if recovery else (TOTPDevice, code)
    device = kind.objects.filter(user=user, confirmed=True).first()
    return verify_token(user, device.persistent_id, typed) if device else None


def _kept(code: str) -> str:
    return salted_hmac("lie.recovery", code, algorithm="sha256").hexdigest()[:16]
