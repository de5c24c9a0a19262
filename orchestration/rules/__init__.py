"""The rules as people wrote them: read from dbt's manifest, checked, and taken apart to be explained.

Knows: the language, the files of segments, what they say of themselves, and dbt's manifest.
May ask: `audit`, `project`, `warehouse`.
Must never know: how dbt or Dagster runs.
"""
