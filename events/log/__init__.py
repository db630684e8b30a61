"""The log: append with expected versions, read by position, time or stream, snapshots, what is sealed."""
