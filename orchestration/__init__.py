"""Runs, audits and publishes the segments: Dagster definitions, audit suites and the `segments` command."""
