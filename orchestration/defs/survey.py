"""Takes in the input before the first release, to learn which clocks its history can have."""

from dataclasses import dataclass
from datetime import date

from orchestration.dbt.in_process import Dbt
from orchestration.defs.assets.names import selection
from orchestration.defs.resources import writing
from orchestration.ingest import load_into
from orchestration.project.environment import AS_OF, FULL
from orchestration.project.layers import BEFORE_RULES, CORE, INPUT, MEMBERSHIP
from orchestration.project.own_input import is_made_here
from orchestration.project.progress import step
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.role_making import hidden_groups

PLAN = "refresh_plan"
SURVEYED = f"""
select as_of_day, (select min(occurred_on) from {CORE}.events) as first_event
from {MEMBERSHIP}.{PLAN}
"""


@dataclass(frozen=True)
class Survey:
    """The days, in the project's zone, of the present and of the first event, if there is any."""

    present: date
    first_event: date | None


def survey(dbt: Dbt, wait: float) -> Survey:
    """Takes the input into core, and asks which day the present is.

    The refresh that follows goes on from there, as after one that was interrupted. Raises RefusedError for
    what is wrong with the input, PassingError if another process writes for longer than `wait` seconds.
    """
    project, manifest = dbt.project, dbt.manifest()
    with (
        writing(dbt, hidden_groups(manifest), wait, {AS_OF: "", FULL: ""}),
        step("input") as say,
    ):
        if project.default_input and not project.reads_own_data:
            load_into(project)
        if is_made_here(project, manifest):
            dbt.build(selection(manifest, INPUT).split(), lambda event: None)
            dbt.look_at_customers()
        nodes = [*selection(manifest, BEFORE_RULES).split(), f"+{PLAN}"]
        dbt.build(nodes, lambda event: None)
        with open_warehouse(project, read_only=True) as warehouse:
            found = Survey(*warehouse.rows(SURVEYED)[0].values())
        say(f"events since {found.first_event or 'never'}, the present is {found.present}")
    return found
