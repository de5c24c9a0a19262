"""Kills refreshes at chosen moments and compares what comes of it with an undisturbed project."""
