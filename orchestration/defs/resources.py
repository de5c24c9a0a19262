"""What every step of a refresh shares: the project, its dbt, and the writer's lock."""

import contextlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from dagster import AssetKey, DagsterRun, Field, InitResourceContext, Noneable, ResourceDefinition, resource

from orchestration.dbt.in_process import Dbt
from orchestration.defs.dead_runs import claim_run
from orchestration.project.clock import refuse_days_to_come
from orchestration.project.environment import AS_OF, CHECKED_PERCENT, CODE, FULL, GIT_SHA, environment
from orchestration.project.errors import RefusedError
from orchestration.project.git import commit_of_files
from orchestration.project.kept_code import code_hash
from orchestration.project.progress import step, timed
from orchestration.project.project import Project
from orchestration.publication.completion import finish_release
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.lock import WAIT_SECONDS
from orchestration.warehouse.role_making import prepare_roles
from orchestration.warehouse.writer import only_writer

CONFIG = {
    "as_of": Field(
        Noneable(str),
        default_value=None,
        description="latest, now, an ISO date (the end of that day) or an ISO timestamp in UTC; "
        "by default the variable as_of of dbt_project.yml.",
    ),
    "full": Field(bool, default_value=False, description="Recompute everything, not only what changed."),
    "checked_percent": Field(
        Noneable(float),
        default_value=None,
        description="Percent of customers to compute a second time, to compare; "
        "by default the variable checked_percent of dbt_project.yml.",
    ),
    "takes_input": Field(
        bool,
        default_value=True,
        description="Whether to look for what has arrived; without, core stays as the last run left it.",
    ),
    "wait_seconds": Field(
        float, default_value=WAIT_SECONDS, description="How long to wait until another refresh ends."
    ),
}


@dataclass(frozen=True)
class Refresh:
    """The one writer, while it holds the lock."""

    project: Project
    dbt: Dbt
    # Seconds by step, for steps that have ended.
    seconds: Mapping[str, float]
    takes_input: bool = True


def refresh_resource(dbt: Dbt, assets: Set[AssetKey], hidden_groups: Set[str]) -> ResourceDefinition:
    """Returns the resource that takes the lock for a run, sets the run's clock, and releases both at its end.

    `assets` are all assets of a refresh: a run of only some of them is refused. `hidden_groups` are the
    groups that own hidden segments.
    """

    @resource(config_schema=CONFIG)
    def refresh(context: InitResourceContext) -> Iterator[Refresh]:
        """The one writer of the warehouse."""
        config = context.resource_config
        if context.instance and context.dagster_run:
            claim_run(context.instance, context.dagster_run)
            _refuse_a_part(context.dagster_run, assets)
        if config["as_of"]:
            refuse_days_to_come(config["as_of"], ZoneInfo(dbt.project.variables["time_zone"]))
        variables = {
            AS_OF: config["as_of"] or "",
            FULL: "true" if config["full"] else "",
            CHECKED_PERCENT: "" if config["checked_percent"] is None else str(config["checked_percent"]),
        }
        with writing(dbt, hidden_groups, config["wait_seconds"], variables) as writer:
            yield replace(writer, takes_input=config["takes_input"])

    return refresh


@contextlib.contextmanager
def writing(
    dbt: Dbt, hidden_groups: Set[str], wait: float, variables: Mapping[str, str]
) -> Iterator[Refresh]:
    """Takes the writer's lock within `wait` seconds, and sets what dbt reads, for the length of the block."""
    about = {GIT_SHA: commit_of_files(dbt.project), CODE: code_hash(dbt.project.root)}
    with only_writer(dbt.project, wait), environment({**variables, **about}):
        missing = prepare_roles(dbt.project, hidden_groups)
        if missing:
            with step("roles") as say:
                say(missing)
        # If another program has the file open, the first step would fail with the engine's own error.
        with open_warehouse(dbt.project):
            pass
        finish_release(dbt)
        with timed() as seconds:
            yield Refresh(dbt.project, dbt, seconds)


def _refuse_a_part(run: DagsterRun, assets: Set[AssetKey]) -> None:
    """Refuses a run of single assets, which the page offers: it would publish what nobody has audited."""
    chosen = run.asset_selection or frozenset()
    if (chosen or run.asset_check_selection) and not assets <= chosen:
        raise RefusedError(
            f"{len(chosen)} of {len(assets)} assets were chosen, and a release is always whole: launch"
            " the job refresh (Jobs, refresh, Launchpad, Launch run), or materialize all."
        )
