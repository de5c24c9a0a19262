"""What runs by itself while Dagster's daemon does: refreshes that are due, arrivals, history, and retries."""
