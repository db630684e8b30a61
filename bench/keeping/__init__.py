"""What bench/promises.py runs in other processes."""
