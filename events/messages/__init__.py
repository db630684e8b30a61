"""The language of the bus: envelope, commands, frames, refusals, up-casters.  Pure: no framework, no I/O."""
