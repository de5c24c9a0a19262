"""Why a customer is, or is not, in a segment: the rule taken apart and evaluated part by part.

Knows: the standalone query, rules as trees, and the words for them.
May ask: `dbt`, `project`, `rules`, `warehouse`.
Must never know: the shared pass, and Dagster.
"""
