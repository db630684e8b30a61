"""What bench/events.py is made of: servers, load, the sides that are compared, and the report."""
