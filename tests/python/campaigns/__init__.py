"""Simulated campaigns that bring nothing, to count how often their intervals say so."""
