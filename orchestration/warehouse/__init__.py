"""Connections to the warehouse, and who may write to it.

Knows: engines, servers, roles, sessions, locks.
May ask: `host`, `project`.
Must never know: dbt, and the content of any relation.
"""
