"""Sockets under load: the generator and the servers that bench/gateway.py compares."""
