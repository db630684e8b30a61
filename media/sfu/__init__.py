"""A selective forwarding unit: packets go from each sender to all who may see or hear him, as they are.

Nothing is decoded or encoded.  Of a packet (RFC 3550) only the header is written anew for each receiver;
what he lost is sent again from a ring (RFC 4585), a fresh picture is asked of the sender (PLI).

Trail: ``offers`` (what may come in), ``room``, ``peer``, ``source``, ``slot``, ``patches`` (the way out).
Nothing here knows Django, Redis, a broker or the game.
"""
