"""Janus (its videoroom) as the engine that forwards a room's packets (decision 14).

Janus has a connection for each direction, and it offers where it sends.  A browser offers here as well: its
offer and that of Janus become each other's answers, so nobody renegotiates.  Pairs to receive in are there
from the first offer on and show a placeholder of Janus; who comes is switched into one.

Trail: ``link`` (requests to Janus), ``descriptions`` (SDP), ``lines`` (one connection), ``room``.
"""
