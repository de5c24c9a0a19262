"""What Dagster loads: `segments serve` names this module, inside the project's folder."""

from orchestration.dbt.in_process import Dbt
from orchestration.defs.assembly import assemble
from orchestration.defs.runs import Runs
from orchestration.warehouse.find import find_project

project = find_project()
# A run that the page starts publishes the files as they are then, not as they were when the page started.
defs = assemble(Dbt(project), lambda as_of: Runs(project).backfill(as_of))
