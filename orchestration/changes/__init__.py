"""What a change of the project's files does to members, before anything is published.

Knows: git revisions of the files, two states of the definitions, and the customers whom a change moves.
May ask: `dbt`, `delivery`, `explanation`, `project`, `rules`, `warehouse`.
Must never know: the shared pass, releases in the making, and Dagster.
"""
