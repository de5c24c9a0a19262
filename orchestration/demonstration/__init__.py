"""The demonstration: its input, and how to remove all its parts from the project.

Knows: the Complete Journey, its synthetic overlay, and the other places where the project names them.
May ask: `ingest`, `project`, `warehouse`.
Must never know: rules, dbt and releases. Nothing imports it: dbt_project.yml (default_input) declares it.
"""

from orchestration.demonstration.tables import tables

__all__ = ["tables"]
