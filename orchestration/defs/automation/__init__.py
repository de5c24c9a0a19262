"""What Dagster's daemon runs by itself: due refreshes, arrivals, history, and retries."""
