"""Runs Dagster's page, its daemon and the server of its definitions for `segments serve`.

Knows: processes, hosts and origins.
May ask: `dbt`, `defs`, `project`, `terminal`, `warehouse`.
Must never know: segments, releases and the warehouse's relations.
"""
