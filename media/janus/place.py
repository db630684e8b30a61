"""A room of Janus' videoroom, and what is asked of it: https://janus.conf.meetecho.com/docs/videoroom.html

All of it raises Gone and Refused.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress

from media.janus import descriptions
from media.janus.lines import KINDS, Receiver, Section, Sender, Stream
from media.janus.link import Gone, Heard, Link, Message, Refused
from media.sfu.loudness import AUDIBLE
from media.sfu.offers import Offer

MOST = 40  # senders: more than a media server lets in
ROOM: Message = {
    "is_private": True,
    "publishers": MOST,
    "audiocodec": "opus",
    "videocodec": "vp8",
    "audiolevel_event": True,
    "audio_level_average": round(AUDIBLE),
    "audio_active_packets": 50,  # a second
    "transport_wide_cc_ext": False,
    "playoutdelay_ext": False,
    "dummy_publisher": True,  # the placeholder: what free sections show
    "dummy_streams": [{"codec": "opus"}, {"codec": "vp8"}],  # in the order of KINDS
}


class Place:
    """Made by ``made``.  Nobody finds it, and nobody else has its secret."""

    def __init__(self, link: Link, handle: int) -> None:
        self.link = link
        self._handle = handle  # that speaks for the room
        self._room, self._secret = secrets.randbits(52), secrets.token_hex(16)
        self._placeholder = 0

    async def make(self) -> None:
        await self.link.request(self._handle, self._body("create") | ROOM)
        data, _ = await self.link.request(self._handle, self._body("listparticipants"))
        self._placeholder = next(each["id"] for each in data["participants"] if each.get("dummy"))

    async def destroy(self) -> None:
        """All its connections end."""
        try:
            await self.link.request(self._handle, self._body("destroy"))
        finally:
            await self.link.detach(self._handle)

    async def publish(self, offer: Offer, line: Sender, heard: Heard) -> str:
        """Have ``line`` send; gives the answer.  Raises BadOffer, too."""
        text = descriptions.publishing(offer)
        line.handle = await self.link.attach(heard)
        data, _ = await self.link.request(line.handle, self._body("join") | {"ptype": "publisher"})
        line.feed = data["id"]
        sdp = {"type": "offer", "sdp": text}
        _, answer = await self.link.request(line.handle, {"request": "publish"}, sdp)
        line.mids = dict(zip((each.kind for each in offer.sections), descriptions.mids(answer), strict=True))
        return answer

    async def receive(self, offer: Offer, line: Receiver, heard: Heard) -> str:
        """Have ``line`` receive nobody; gives the answer.  Raises BadOffer, too."""
        line.handle, line.offer = await self.link.attach(heard), offer
        nobody = [self.nobody(section.kind) for section in offer.sections]
        wish = {
            "ptype": "subscriber",
            "streams": [{"feed": stream.feed, "mid": stream.mid} for stream in nobody],
            "autoupdate": False,
        }
        _, theirs = await self.link.request(line.handle, self._body("join") | wish)
        await self._start(line, theirs)
        line.sections = [
            Section(section.kind, section.mid, mid)
            for section, mid in zip(offer.sections, descriptions.mids(theirs), strict=True)
        ]
        line.shown = dict(zip((each.theirs for each in line.sections), nobody, strict=True))
        return descriptions.for_browser(theirs, [section.mid for section in offer.sections])

    async def shut(self, line: Sender, kind: str, shut: bool) -> None:
        """What comes in a section of his goes no further."""
        order = {"id": line.feed, "mid": line.mids[kind], "mute": shut}
        await self.link.request(self._handle, self._body("moderate") | order)

    async def limit(self, line: Sender, bits: int) -> None:
        """A second, for his camera."""
        await self.link.request(line.handle, {"request": "configure", "bitrate": bits})

    async def switch(self, line: Receiver, streams: Mapping[str, Stream]) -> None:
        """Other streams in some sections.  One whose sender has gone Janus offers anew; the browser need not
        know, for its part of it is as it was."""
        wish = [{"feed": s.feed, "mid": s.mid, "sub_mid": at} for at, s in streams.items()]
        _, theirs = await self.link.request(line.handle, {"request": "switch", "streams": wish})
        if theirs:
            await self._start(line, theirs)

    async def rest(self, line: Receiver, sends: Mapping[str, bool]) -> None:
        """Is anything sent in these sections?"""
        wish = [{"mid": at, "send": send} for at, send in sends.items()]
        await self.link.request(line.handle, {"request": "configure", "streams": wish})

    def nobody(self, kind: str) -> Stream:
        return Stream(self._placeholder, str(KINDS.index(kind)))

    async def _start(self, line: Receiver, theirs: str) -> None:
        answer = {"type": "answer", "sdp": descriptions.receiving(line.offer, theirs)}
        await self.link.request(line.handle, {"request": "start"}, answer)

    def _body(self, request: str) -> Message:
        return {"request": request, "room": self._room, "secret": self._secret}


async def made(link: Link) -> Place:
    """A new room."""
    place = Place(link, await link.attach(lambda message: None))
    try:
        await place.make()
    except (Gone, Refused):
        with suppress(Gone, Refused):  # it may not be there
            await place.destroy()
        raise
    return place
