"""Where bytes of strangers come in.  Each target may refuse them by the error it names, and nothing else."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs

import msgspec
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from chat.filtering import Filter
from events.log import selection
from events.messages import envelope, media_frames
from game import guess, packfiles, text
from lie_project import env
from lie_project.front import told_by_proxy
from media.sfu import offers
from rooms import door, identity, intake, invite, views
from rooms.consumers import OWN
from tests.fuzz import media, samples

Read = Callable[[bytes], object]


@dataclass(frozen=True)
class Target:
    """``refusals``: the errors by which ``read`` may say no; ``samples``: what it should take."""

    name: str
    read: Read
    samples: Sequence[bytes]
    refusals: tuple[type[Exception], ...] = ()

    def survives(self, body: bytes) -> None:
        """Raises whatever ``read`` did not foresee."""
        with suppress(*self.refusals):
            self.read(body)


def _frame(body: bytes) -> None:
    frame = intake.read(body.decode("utf-8", "replace"))
    if frame.type in media_frames.FROM_BROWSERS:
        _signal(frame.type, frame.data)
    elif frame.type in OWN:
        intake.since(frame), intake.reaction(frame)
    else:
        intake.command(frame)


def _signal(type: str, data: msgspec.Raw) -> None:
    try:
        msgspec.json.decode(data, type=media_frames.FROM_BROWSERS[type])
    except (msgspec.DecodeError, RecursionError):  # as rooms.signalling
        return


def _envelope(body: bytes) -> None:
    read = envelope.decode(body)
    envelope.frame_id(read), read.is_event
    envelope.encode(read)
    envelope.payload_of(read)


def _offer(body: bytes) -> None:
    offers.examine(body.decode("utf-8", "replace"))


def _environment(body: bytes) -> None:
    lines = body.decode("utf-8", "replace").splitlines()
    env.load({name: value for name, _, value in (line.partition("=") for line in lines)})


def _pack(body: bytes) -> None:
    pack = msgspec.json.decode(body, type=packfiles.PackFile)
    list(packfiles.faults(pack))


def _typed(body: bytes) -> None:
    typed = body.decode("utf-8", "replace")
    invite.typed_code(typed[:200])
    door.key_of(typed)
    shown = views.clean_nickname(typed)
    assert len(shown) <= views.NICKNAME_MAX and shown.isprintable()
    said = text.clean(typed[:300])
    Filter(samples.BAD_WORDS).mask(said, "strict")
    for word in ("banana", "자전거"):
        guess.right(said, word), guess.near(said, word, ["a"], ["b"]), guess.says(said, word)


def _forwarded(body: bytes) -> None:
    names = (b"x-forwarded-for", b"x-forwarded-proto")
    headers = [(names[n % 2], line) for n, line in enumerate(body.split(b"\n"))]
    for proxies in (1, 3):
        told_by_proxy({"type": "websocket", "headers": headers}, proxies)


def _credentials(body: bytes) -> None:
    shown = body.decode("latin-1")
    identity.read_ticket(shown, "ABCDE")
    request = RequestFactory().get("/")
    request.COOKIES[identity.COOKIE] = shown
    identity.guest_of(request)


TARGETS = (
    Target("client frames", _frame, samples.frames(), (intake.Unreadable,)),
    Target("addresses of sockets", intake.since_of, (b"last=room:4,chat:13", b"a=1&last=game:1")),
    Target("tickets and cookies", _credentials, samples.credentials()),
    Target("headers of proxies", _forwarded, samples.FORWARDED),
    Target("typed text", _typed, samples.TYPED),
    Target("envelopes", _envelope, samples.envelopes(), (envelope.BadEnvelope,)),
    Target(
        "questions to the log",
        lambda body: selection.selected(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)),
        (b"after=3&type=game.vote_cast&limit=5", b"since=2026-01-31T18:00:00Z&room=ABCDE&stream=game/ABCDE"),
        (selection.BadSelection,),
    ),
    Target("offers", _offer, samples.OFFERS, (offers.BadOffer,)),
    Target("media packets", media.forward, media.PACKETS),
    Target("control packets", media.control, media.CONTROL),
    Target("pack files", _pack, samples.packs(), (ValueError, msgspec.DecodeError)),
    Target("settings", _environment, samples.SETTINGS, (ImproperlyConfigured,)),
)
