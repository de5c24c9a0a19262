"""The demonstration: its input, and how to remove all that belongs to it from the project.

Knows: the Complete Journey, the overlay made up beside it, and where else the project names them.
May ask: `ingest`, `project`.
Must never know: rules, dbt and releases. Nothing imports it: dbt_project.yml (default_input) declares it.
"""

from orchestration.demonstration.tables import tables

__all__ = ["tables"]
