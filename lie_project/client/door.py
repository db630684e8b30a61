"""The way to the socket: pages and JSON over HTTP, with one cookie jar per player."""

import asyncio
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec

TIMEOUT = 10.0  # seconds for one request


class Unreachable(Exception):
    """No answer from the server; the text is one sentence for people."""


class TurnedAway(Exception):
    """The server answered and said no; the text is one sentence for people."""


@dataclass(frozen=True)
class Ticket:
    """Opens one socket, for a short time."""

    ticket: str
    player: str


@dataclass(frozen=True)
class _Answer:
    status: int
    place: str  # where a redirect leads
    body: bytes

    @classmethod
    def of(cls, answer: HTTPResponse | urllib.error.HTTPError) -> "_Answer":
        return cls(answer.status or 0, answer.headers.get("Location") or "", answer.read())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address of a redirect is an answer here, not a way to go on."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Door:
    """One player's way in.  ``base`` is the address of the site, as ``http://127.0.0.1:8000``.

    Every method raises Unreachable or TurnedAway."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base if "//" in base else f"http://{base}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise TurnedAway(f"{base!r} is not the address of a site: say http://host:port.")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),  # straight to the server: its time is what counts
            urllib.request.HTTPCookieProcessor(self._jar),
            _NoRedirect(),
        )

    async def open_room(self, nickname: str, *, language: str, rounds: int, pace: float) -> str:
        """Make a room that no list shows, and become its host; returns its code."""
        form = {"nickname": nickname, "language": language, "rounds": str(rounds), "pace": str(pace)}
        return await asyncio.to_thread(self._open_room, form)

    async def enter(self, nickname: str, code: str) -> str:
        """Become a guest who may join room ``code``; returns the nickname the server gave."""
        answer = await asyncio.to_thread(self._enter, nickname, code)
        return str(answer["nickname"])

    async def ticket(self, code: str) -> Ticket:
        """A fresh ticket for a socket of room ``code``."""
        answer = await asyncio.to_thread(self._json, f"/api/rooms/{quote(code)}/ticket")
        return Ticket(str(answer["ticket"]), str(answer["player"]))

    def socket_url(self, code: str) -> str:
        return f"ws{self.origin.removeprefix('http')}/ws/rooms/{quote(code)}/"

    def _open_room(self, form: dict[str, str]) -> str:
        body = urlencode(form | {"csrfmiddlewaretoken": self._csrf()}).encode()
        answer = self._send("/rooms", body, "application/x-www-form-urlencoded")
        if answer.status != 302 or "/r/" not in answer.place:
            raise TurnedAway(f"The server opened no room: HTTP {answer.status} at {self.origin}/rooms.")
        return answer.place.rstrip("/").rpartition("/")[2]

    def _enter(self, nickname: str, code: str) -> dict[str, Any]:
        self._csrf()
        return self._json("/api/guest", msgspec.json.encode({"nickname": nickname, "room": code}))

    def _json(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        answer = self._send(path, body, "application/json")
        if answer.status >= 500:
            raise Unreachable(f"The server has trouble with {path}: HTTP {answer.status}.")
        if answer.status != 200:
            raise TurnedAway(f"The server refused {path}: HTTP {answer.status}{_reason(answer.body)}.")
        return msgspec.json.decode(answer.body, type=dict[str, Any])

    def _csrf(self) -> str:
        """The token that Django wants back in every form and unsafe request."""
        if not self._token():
            self._send("/")
        return self._token()

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self._jar if cookie.name == "csrftoken"), "")

    def _send(self, path: str, body: bytes | None = None, kind: str = "") -> _Answer:
        headers = {"Accept": "application/json, text/html", "Origin": self.origin}
        if body is not None:
            headers |= {"Content-Type": kind, "Referer": f"{self.origin}/", "X-CSRFToken": self._token()}
        request = urllib.request.Request(self.origin + path, data=body, headers=headers)
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return _Answer.of(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return _Answer.of(refusal)
        except (OSError, HTTPException) as error:
            raise Unreachable(f"LIE is not reachable at {self.origin}: {_cause(error)}.") from error


def _cause(error: Exception) -> str:
    """What the system says, without numbers."""
    inner = getattr(error, "reason", error)
    return getattr(inner, "strerror", None) or str(inner)


def _reason(text: bytes) -> str:
    """What a JSON refusal says, to be put after the status."""
    try:
        answer = msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.MsgspecError:
        return ""
    said = answer.get("message") or answer.get("code")
    return f", {str(said).rstrip('.')}" if said else ""
