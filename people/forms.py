"""What people type about themselves."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.contrib.auth.models import User
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from people.guests import guests

NAME_MAX, NICKNAME_MAX = 30, 20


def folded(name: str) -> str:
    """A name to sign in with as it is kept: what looks the same is the same."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class _Form(forms.Form):
    """Fields look like those of the other pages."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


class SignInForm(_Form):
    name = forms.CharField(
        label=_("Name to sign in with"),
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_name(self) -> str:
        return folded(str(self.cleaned_data["name"]))


class GuestSignInForm(SignInForm):
    """Of a browser in which somebody is a guest already."""

    merge = forms.BooleanField(
        required=False,
        initial=True,
        help_text=_("Leave it out if it was somebody else who played here."),
    )

    def __init__(self, rounds: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["merge"].label = (
            ngettext(
                "Bring along the round that I played here as a guest",
                "Bring along the %(rounds)d rounds that I played here as a guest",
                rounds,
            )
            % {"rounds": rounds}
            if rounds
            else gettext("Bring along what I did here as a guest")
        )
        self.fields["merge"].widget.attrs = {"role": "switch"}


class SignUpForm(SignInForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].min_length = 3  # type: ignore[attr-defined]
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean_name(self) -> str:
        name = super().clean_name()
        # One sentence for all reasons, so that it tells nothing of who has an account.
        if len(name) < 3 or get_user_model().objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("This name cannot be used. Please take another one."))
        return name

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if "password" in data:
            _validated(self, "password", data, get_user_model()(username=data.get("name", "")))
        return data


class PasswordForm(_Form):
    old = forms.CharField(
        label=_("Password up to now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_old(self) -> str:
        return _own_password(self.user, str(self.cleaned_data["old"]))

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if "new" in data:
            _validated(self, "new", data, self.user)
        return data


class DeleteForm(_Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        return _own_password(self.user, str(self.cleaned_data["password"]))


class ProfileForm(_Form):
    nickname = forms.CharField(label=_("Nickname"), max_length=NICKNAME_MAX)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser has it")), ("ko", "한국어"), ("en", "English")],
    )

    def clean_nickname(self) -> str:
        nickname = guests().clean(str(self.cleaned_data["nickname"]))
        if not nickname:
            raise forms.ValidationError(_("Please check what you have entered."))
        return nickname


def _own_password(user: User, password: str) -> str:
    if not user.check_password(password):
        raise forms.ValidationError(_("This is not your password."))
    return password


def _validated(form: forms.Form, field: str, data: dict[str, Any], user: User) -> None:
    try:
        password_validation.validate_password(data[field], user)
    except forms.ValidationError as problem:
        form.add_error(field, problem)
