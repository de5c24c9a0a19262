"""Takes customers out of everything that the project keeps, and out of what later refreshes take in.

Knows: every place where something of a customer stands.
May ask: `dbt`, `project`, `warehouse`.
Must never know: rules, releases and readers.
"""
