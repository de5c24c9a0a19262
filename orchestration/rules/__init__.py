"""The rules as people wrote them: read from dbt's manifest, checked, and taken apart for explanations.

Knows: the language, the files of segments with their descriptions and settings, and dbt's manifest.
May ask: `audit`, `lists`, `project`, `warehouse`.
Must never know: how dbt or Dagster runs.
"""
