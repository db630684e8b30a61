"""What bench/scale.py is made of: rooms full of comings and goings, and the books of the game's answer."""
