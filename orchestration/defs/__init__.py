"""What Dagster loads: assets, jobs, schedules, sensors, resources, and runs of them.

Knows: the order of a refresh, and when one is due.
May ask: `audit`, `clusters`, `dbt`, `delivery`, `discovery`, `explanation`, `ingest`, `lists`, `notices`,
  `project`, `publication`, `readers`, `rules`, `scores`, `terminal`, `warehouse`.
Must never know: the command and its options.
"""
