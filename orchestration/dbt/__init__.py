"""Runs dbt inside this process, and turns its messages into the project's own.

Knows: parsing, running, dbt's messages and its adapters.
May ask: `project`, `rules`, `warehouse`.
Must never know: Dagster, releases and readers.
"""
