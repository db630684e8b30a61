"""Everything that strangers send, damaged by seed: ``bin/fuzz``, and a short part of it in the tests."""
