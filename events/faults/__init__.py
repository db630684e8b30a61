"""Faults and incidents: every caught failure as an event; what is out of order until it is cleared."""
