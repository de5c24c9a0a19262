"""Kills refreshes at chosen moments and compares the result with an undisturbed project."""
