"""Defines what a release is, which relations it needs, and how to restore an earlier one.

Knows: the ledger, the published relations and their views.
May ask: `dbt`, `project`, `rules`, `warehouse`.
Must never know: the files for readers, and Dagster.
"""
