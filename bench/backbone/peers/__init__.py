"""The sides that are compared: each is a program of its own."""
