"""The broker: topology as declared and as found, the wire format, publishing with confirms, the relay."""
