"""Refreshes in sequence, one backfill and full builds from nothing, at the same clocks, agree."""
