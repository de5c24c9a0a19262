"""Simulates campaigns without an effect, to count how often their intervals contain 0."""
