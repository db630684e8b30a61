"""Many rooms of robots for a long time, beside kills; does it grow, does it lose?  ``bin/soak``."""
