"""What Dagster loads: `segments serve` names this module, inside the project's folder."""

from orchestration.dbt.in_process import Dbt
from orchestration.defs.assembly import assemble
from orchestration.defs.runs import Runs
from orchestration.warehouse.find import find_project

project = find_project()
# What a run of the page publishes is of the files as they stand then, not as they stood when the page began.
defs = assemble(Dbt(project), lambda as_of: Runs(project).backfill(as_of))
