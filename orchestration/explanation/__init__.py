"""Explains why a customer is, or isn't, in a segment: takes the rule apart and evaluates each part.

Knows: the standalone query, rules as trees, and the words for them.
May ask: `dbt`, `project`, `rules`, `warehouse`.
Must never know: the shared pass, and Dagster.
"""
