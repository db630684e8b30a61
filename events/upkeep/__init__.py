"""What a clock does for the whole: deadlines, relay, sweeps, the guard of the topology, lookout, archive."""
