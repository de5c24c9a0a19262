"""Dagster's page, its daemon and the server of its definitions, as `segments serve` runs them."""
