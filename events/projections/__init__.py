"""Projections: tables that follow the log, and making them anew beside the ones that are read."""
