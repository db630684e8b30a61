"""The index of the admin as a desk: what goes on just now, and where somebody is wanted."""
