"""The account: made, entered, left, changed, deleted."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from people import accounts, limits, merging, selectors
from people.forms import DeleteForm, GuestSignInForm, PasswordForm, SignInForm, SignUpForm
from people.guests import Guest, guests
from people.models import Person

SIGNED_IN = 365 * 24 * 3600  # seconds, as long as a guest's cookie
form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@sensitive_post_parameters("password")
@form_page
def sign_up(request: HttpRequest) -> HttpResponse:
    """An account for the guest that this browser is, with all that he has played."""
    guest = _guest(request)
    if not accounts.is_free(guest.player):
        return redirect("sign_in")
    form = SignUpForm(request.POST or None)
    if request.method == "POST":
        if not limits.allows((limits.SIGN_UP_HERE, limits.address_of(request))):
            form.add_error(None, _too_often())
        elif form.is_valid():
            try:
                user = accounts.open_account(form.cleaned_data["name"], form.cleaned_data["password"], guest)
                return _enter(request, user, guest)
            except accounts.NameTaken:
                form.add_error("name", gettext("This name cannot be used. Please take another one."))
    return _page(request, "people/sign_up.html", form)


@never_cache
@sensitive_post_parameters("password")
@form_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """The same person as on the other device.  A wrong name and a wrong password are told alike, and take
    equally long (Django hashes in both cases)."""
    guest = _guest(request)
    form = _sign_in_form(request, guest)
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        if not _may_try(request, name):
            form.add_error(None, _too_often())
        elif isinstance(user := authenticate(request, username=name, password=password), User):
            if form.cleaned_data.get("merge"):
                merging.ask(guest.player, accounts.person_of(user, guest).player)
            return _enter(request, user, guest)
        else:
            form.add_error(None, gettext("Name or password is wrong."))
    return _page(request, "people/sign_in.html", form)


def _sign_in_form(request: HttpRequest, guest: Guest) -> SignInForm:
    """With a question when this browser is a guest's who could bring something along."""
    known = guests().of(request) is not None and accounts.is_free(guest.player)
    if known:
        return GuestSignInForm(selectors.rounds_of(guest.player), request.POST or None)
    return SignInForm(request.POST or None)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The browser is nobody's again, or a new guest's."""
    logout(request)
    response = redirect("landing")
    guests().forget(response)
    return response


@never_cache
@sensitive_post_parameters("old", "new")
@login_required
@form_page
def change_password(request: HttpRequest) -> HttpResponse:
    """All other devices have to sign in anew."""
    user = _user(request)
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and not _may_try(request, user.username):
        form.add_error(None, _too_often())
    elif form.is_valid():
        user.set_password(form.cleaned_data["new"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        return redirect("me")
    return _page(request, "people/password.html", form)


@never_cache
@sensitive_post_parameters("password")
@login_required
@form_page
def delete(request: HttpRequest) -> HttpResponse:
    """The person is forgotten; games keep what was played, as nobody's."""
    user = _user(request)
    form = DeleteForm(user, request.POST or None)
    if request.method == "POST" and not _may_try(request, user.username):
        form.add_error(None, _too_often())
    elif form.is_valid():
        accounts.forget(user)
        return sign_out(request)
    return _page(request, "people/delete.html", form)


def _enter(request: HttpRequest, user: User, guest: Guest) -> HttpResponse:
    person = accounts.person_of(user, guest)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")  # of several, players have this
    request.session.set_expiry(SIGNED_IN)
    response = redirect(_onwards(request))
    guests().remember(request, response, Guest(person.player, person.nickname))
    if person.language:
        speak(request, response, person)
    return response


def speak(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Pages in the person's language from now on; in the browser's when he has chosen none."""
    if person.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, max_age=SIGNED_IN, samesite="Lax")
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")


def _onwards(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if safe else "me"


def _guest(request: HttpRequest) -> Guest:
    return guests().of(request) or guests().newcomer(gettext("New here"))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _may_try(request: HttpRequest, name: str) -> bool:
    address = limits.address_of(request)
    return limits.allows(
        (limits.SIGN_IN_HERE, address),
        (limits.SIGN_IN_NAME, f"{name} {address}"),
        (limits.SIGN_IN_ANYWHERE, name),
    )


def _too_often() -> str:
    return gettext("That was too often. Please wait a while and try again.")


def _page(request: HttpRequest, template: str, form: object) -> HttpResponse:
    status = 400 if getattr(form, "errors", None) else 200
    return render(request, template, {"form": form, "next": request.GET.get("next", "")}, status=status)
