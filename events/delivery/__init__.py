"""Delivery: a message meets its handler once, in order, in one transaction; tries, limits, parking."""
