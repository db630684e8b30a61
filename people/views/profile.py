"""Profiles: everybody's, and one's own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from people import accounts, aliases, company, door, friends, limits, moderation, selectors, services
from people.forms import ProfileForm
from people.guests import Guest, guests
from people.models import Person, Sanction, Standing
from people.views.account import speak
from people.views.asking import known


@never_cache
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """One's own, also before the first round."""
    guest = guests().of(request)
    if guest is None:
        return render(request, "people/nobody.html")
    if not door.is_signed_in_as(request, guest.player):
        return redirect("sign_in")
    person = Person.objects.filter(pk=guest.player).first()
    return _show(request, person or Person(player=guest.player, nickname=guest.nickname), mine=True)


@never_cache
@require_GET
def profile(request: HttpRequest, player: str) -> HttpResponse:
    """Whoever was a guest is found under his account from then on."""
    person = Person.objects.filter(pk=player).first()
    if person is None:
        if Person.objects.filter(pk=(known := aliases.person(player))).exists():
            return redirect("profile", known)
        raise Http404
    return _show(request, person, mine=False)


@require_GET
def top(request: HttpRequest) -> HttpResponse:
    """The board of the best."""
    guest = guests().of(request)
    context = {
        "places": selectors.top(),
        "me": guest.player if guest else "",
        "needed": selectors.ESTABLISHED,
    }
    return render(request, "people/top.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Nickname and language."""
    guest = guests().of(request)
    if guest is None or not door.is_signed_in_as(request, guest.player):
        return redirect("me")
    person = Person.objects.filter(pk=guest.player).first()
    first = {"nickname": guest.nickname, "language": person.language if person else ""}
    form = ProfileForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and limits.allows((limits.EDITS, guest.player)):
        return _changed(request, guest, form)
    return render(request, "people/edit.html", {"form": form}, status=400 if form.errors else 200)


def _changed(request: HttpRequest, guest: Guest, form: ProfileForm) -> HttpResponse:
    nickname, language = form.cleaned_data["nickname"], form.cleaned_data["language"]
    Person.objects.filter(pk=guest.player).update(nickname=nickname, language=language)
    response = redirect("me")
    guests().remember(request, response, Guest(guest.player, nickname))
    speak(request, response, Person(language=language))
    return response


def _show(request: HttpRequest, person: Person, *, mine: bool) -> HttpResponse:
    standing = Standing.objects.filter(pk=person.player).first() or Standing(player=person.player)
    medals = selectors.medals(person.player)
    context = {
        "person": person,
        "standing": standing,
        "points": selectors.points(standing),
        "settled": standing.rated >= selectors.ESTABLISHED,
        "bars": selectors.bars(standing),
        "medals": medals,
        "earned": [medal for medal in medals if medal.earned_at],
        "missing": [medal for medal in medals if not medal.earned_at],
        "matches": selectors.matches(person.player),
        "refused": "refused" in request.GET,
    }
    context |= _own(person) if mine else _between(request, person)
    return render(request, "people/profile.html", context)


def _own(person: Person) -> dict[str, object]:
    return {
        "mine": True,
        "guest": accounts.is_free(person.player),
        "lately": services.lately_left(person.player),
        "mute": moderation.in_force(person.player, Sanction.Kind.MUTE),
        "blocks": selectors.blocked_by(person.player),
        "company": company.of(aliases.person(person.player)),
    }


def _between(request: HttpRequest, person: Person) -> dict[str, object]:
    """What the one who looks may do about being friends; nothing for nobody, and for himself."""
    guest = known(request)
    me = aliases.person(guest.player) if guest else person.player
    if me == person.player:
        return {}
    tie = friends.between(me, person.player).first()
    return {"stranger": True, "tie": tie, "he_asked": tie is not None and tie.asker == person.player}
