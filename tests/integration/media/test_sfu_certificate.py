"""A handshake by somebody who is not who the offer names."""

import re

from aiortc import RTCSessionDescription

from media.sfu import offers, patches
from media.sfu.room import Room
from tests.integration.media.clients import Client, until

FINGERPRINT = re.compile(r"(a=fingerprint:sha-256 )(\S+)")
OF_ANOTHER = ":".join(["AB"] * 32)


async def test_who_shows_another_certificate_than_his_offer_names_is_let_go() -> None:
    patches.use_addresses(["127.0.0.1"])
    room, mallory = Room(lambda *_: None, lambda *_: None), Client("mallory")
    forged = FINGERPRINT.sub(rf"\g<1>{OF_ANOTHER}", await mallory.offer())
    answer = await room.join("mallory", "first", offers.examine(forged))
    peer = room.members["mallory"].peer
    await mallory.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await until(lambda: peer._connection.connectionState in ("failed", "closed"))
    assert peer.wire is None
    await room.close()
