"""What every step of a refresh holds: the project, its dbt, and the writer's lock."""

import subprocess
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dagster import AssetKey, DagsterRun, Field, InitResourceContext, Noneable, ResourceDefinition, resource

from orchestration.dbt.in_process import Dbt
from orchestration.defs.dead_runs import claim_run
from orchestration.project.clock import refuse_days_to_come
from orchestration.project.environment import AS_OF, CHECKED_PERCENT, CODE, FULL, GIT_SHA, environment
from orchestration.project.errors import RefusedError
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
    "wait_seconds": Field(
        float, default_value=WAIT_SECONDS, description="How long to wait until another refresh ends."
    ),
}


@dataclass(frozen=True)
class Refresh:
    """The one writer, while it has the lock."""

    project: Project
    dbt: Dbt
    # By step, of those that have ended.
    seconds: Mapping[str, float]


def refresh_resource(dbt: Dbt, assets: Set[AssetKey], hidden_groups: Set[str]) -> ResourceDefinition:
    """The resource that takes the lock for a run, sets its clock, and lets both go at its end.

    `assets`: all that a refresh makes; a run of some of them only is refused. `hidden_groups`: those that own
    hidden segments.
    """

    @resource(config_schema=CONFIG)
    def refresh(context: InitResourceContext) -> Iterator[Refresh]:
        """The one writer of the warehouse."""
        config = context.resource_config
        variables = {
            AS_OF: config["as_of"] or "",
            FULL: "true" if config["full"] else "",
            GIT_SHA: _git_sha(dbt.project),
            CODE: code_hash(dbt.project.root),
            CHECKED_PERCENT: "" if config["checked_percent"] is None else str(config["checked_percent"]),
        }
        if context.instance and context.dagster_run:
            claim_run(context.instance, context.dagster_run)
            _refuse_a_part(context.dagster_run, assets)
        if config["as_of"]:
            refuse_days_to_come(config["as_of"], ZoneInfo(dbt.project.variables["time_zone"]))
        with only_writer(dbt.project, config["wait_seconds"]), environment(variables):
            missing = prepare_roles(dbt.project, hidden_groups)
            if missing:
                with step("roles") as say:
                    say(missing)
            # Whoever else has the file open would stop the first step with an error of the engine's.
            with open_warehouse(dbt.project):
                pass
            finish_release(dbt)
            with timed() as seconds:
                yield Refresh(dbt.project, dbt, seconds)

    return refresh


def _refuse_a_part(run: DagsterRun, assets: Set[AssetKey]) -> None:
    """The page offers to materialize any asset by itself, which would publish what nobody has audited."""
    chosen = run.asset_selection or frozenset()
    if (chosen or run.asset_check_selection) and not assets <= chosen:
        raise RefusedError(
            f"{len(chosen)} of {len(assets)} assets were chosen, and a release is always whole: launch"
            " the job refresh (Jobs, refresh, Launchpad, Launch run), or materialize all."
        )


def _git_sha(project: Project) -> str:
    """The commit that the project's files stand at; empty outside git, marked where files differ from it."""
    command = [
        "git",
        "-C",
        str(project.root),
        "describe",
        "--always",
        "--dirty",
        "--abbrev=40",
        "--exclude=*",
    ]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
