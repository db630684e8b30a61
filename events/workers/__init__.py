"""A worker's life: its pulse, its heartbeat for others, its watchdog, its start and end."""
