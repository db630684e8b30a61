"""A reference client of LIE: what docs/protocol.md says, and nothing else.

It imports nothing of the server, so it cannot know more than a client in another language could.
Trail: ``frames`` (what is on the wire) -> ``session`` (the rules of the protocol, without a socket)
-> ``player`` (one player's socket) -> ``robots`` (who plays) -> ``match`` (one whole game)
-> ``ledger`` and ``audit`` (was anything lost, doubled or leaked?).
"""
