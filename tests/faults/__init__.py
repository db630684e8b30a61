"""Faults on the real stack, by seed, and a ledger of what they did: ``bin/chaos``."""
