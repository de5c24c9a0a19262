"""dbt inside this process, and its words in ours.

Knows: parsing, running, dbt's messages and its adapters.
May ask: `project`, `rules`, `warehouse`.
Must never know: Dagster, releases and readers.
"""
