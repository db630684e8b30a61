"""What one address may do at the door: so many rooms, so many wrong codes.  Counted for all web processes.

A middleware, for the rooms' own pages need not know of it.  Once an address has tried too many codes that
no room has, every code that its visitor has not entered before is refused, the right ones too: the answer
tells nothing.  While Redis is away nobody is counted, and no room can be played in.  This machine's own
address is not counted: behind it stands a proxy that LIE was not told of (LIE_PROXY).
"""

import logging
from collections.abc import Callable
from typing import Any, cast

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from redis import RedisError

from events import redis
from events.messages.unreadable import UNREADABLE
from people.limits import Limit, address_of
from rooms import identity, invite, selectors, views

ROOMS = Limit("rooms", 60, 600)  # made, or looked for by one press: a school has one address
CODES = Limit("codes", 20, 60)  # of no room; at that pace one of 1,000 rooms is found in a day

logger = logging.getLogger(__name__)


class Turnstile:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: Any) -> HttpResponse | None:
        """The refusal; None: come in."""
        name = request.resolver_match.url_name if request.resolver_match else None
        try:
            if name in ("open_room", "open_show", "match"):
                return _opening(request)
            code = _code_of(request, name, options)
            return _entering(request, code) if code else None
        except RedisError as error:
            logger.warning("nobody was counted at the door: %s", type(error).__name__)
            return None


def _opening(request: HttpRequest) -> HttpResponse | None:
    address = address_of(request)
    if not address or _count(ROOMS, address) <= ROOMS.most:
        return None
    logger.warning("too many rooms of one address")
    said = gettext("Too many rooms were opened from your network. Please try again in some minutes.")
    return _refused(request, said)


def _entering(request: HttpRequest, code: str) -> HttpResponse | None:
    address, guest = address_of(request), identity.guest_of(request)
    if not address or (guest and code in guest.rooms):
        return None
    if _counted(CODES, address) >= CODES.most:
        logger.warning("too many wrong codes of one address")
        return _refused(request, gettext("Too many wrong codes from your network. Please wait a minute."))
    if not selectors.code_in_use(code):
        _count(CODES, address)
    return None


def _code_of(request: HttpRequest, name: str | None, options: dict[str, Any]) -> str | None:
    """The code that somebody tries on one of the three ways in; None on others, or when it can be none."""
    if name == "room":
        return str(options["code"])
    if name == "join_by_code":
        return invite.typed_code(request.POST.get("code", "")[:200])
    if name != "enter" or request.method != "POST":
        return None
    try:
        typed = msgspec.json.decode(request.body, type=views.Entry).room
    except UNREADABLE:  # the page says so
        return None
    return typed if invite.CODE.fullmatch(typed) else None


def _refused(request: HttpRequest, said: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": "too_many_tries", "message": said}, status=429)
    response = views.landing_page(request, said)
    response.status_code = 429
    return response


def _count(limit: Limit, address: str) -> int:
    """How many with this one, in the span that the first began.  Raises RedisError."""
    key = _key(limit, address)
    pipe = redis.client().pipeline()
    pipe.set(key, 0, ex=limit.seconds, nx=True)
    pipe.incr(key)
    return int(pipe.execute()[1])


def _counted(limit: Limit, address: str) -> int:
    return int(cast(bytes | None, redis.client().get(_key(limit, address))) or 0)


def _key(limit: Limit, address: str) -> str:
    """No address lies about."""
    return f"lie:limit:{limit.name}:{salted_hmac('lie.limit', address).hexdigest()[:24]}"
