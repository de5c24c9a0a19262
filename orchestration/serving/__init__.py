"""Dagster's page, its daemon and the server of its definitions, as `segments serve` runs them.

Knows: processes, hosts and origins.
May ask: `dbt`, `defs`, `project`, `terminal`, `warehouse`.
Must never know: segments, releases and the warehouse's relations.
"""
