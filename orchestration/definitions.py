"""What Dagster loads: `segments serve` names this module, inside the project's folder."""

from orchestration.assembly import assemble
from orchestration.dbt import Dbt
from orchestration.project import find_project

defs = assemble(Dbt(find_project()))
