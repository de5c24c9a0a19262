"""Finds the project of a folder, and sets the environment of dbt, Dagster and Great Expectations."""

import os
from pathlib import Path
from typing import Any

from orchestration.host.package import write_package
from orchestration.host.places import refuse_without_segments, root_from
from orchestration.host.relations import name_relations
from orchestration.project.engine import bring
from orchestration.project.errors import RefusedError
from orchestration.project.file_access import keep_to_the_owner
from orchestration.project.prefix import refuse_bad_prefix
from orchestration.project.project import Project, rendered_output
from orchestration.warehouse.postgres import name_server

# Turns off telemetry in everything that the project starts.
QUIET = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


def find_project(start: Path | None = None, target: str | None = None) -> Project:
    """Returns the project of the folder `start` (by default the current one), and sets its environment.

    `target` is an output of profiles.yml, by default DBT_TARGET or the profile's own default.
    Raises RefusedError if no folder above has a dbt_project.yml, for an unknown target or a bad prefix.
    """
    refuse_bad_prefix()
    root = root_from((start or Path.cwd()).resolve())
    refuse_without_segments(root)
    project = Project(root, "")
    if project.is_within:
        bring(root)
        write_package(project)
    outputs = project.profile["outputs"]
    target = target or os.environ.get("DBT_TARGET") or project.profile["target"]
    if target not in outputs:
        known = ", ".join(sorted(outputs))
        raise RefusedError(f"profiles.yml has no output '{target}'; valid are {known}.")
    project = Project(root, target)
    name_relations(project)
    keep_to_the_owner(project)
    _set_environment(project)
    if outputs[target]["type"] == "postgres":
        if project.is_within:
            _name_users_server(rendered_output(outputs[target]))
        name_server(project)
    return project


def _set_environment(project: Project) -> None:
    os.environ.update(QUIET)
    os.environ["DBT_PROJECT_DIR"] = str(project.root)
    os.environ["DBT_TARGET"] = project.target
    if project.is_within:
        os.environ["DBT_PROFILES_DIR"] = str(project.profiles_folder)
    else:
        os.environ.setdefault("DBT_PROFILES_DIR", str(project.profiles_folder))
    dagster_home = Path(os.environ.setdefault("DAGSTER_HOME", str(project.root / ".dagster")))
    dagster_home.mkdir(parents=True, exist_ok=True)


def _name_users_server(output: dict[str, Any]) -> None:
    """Sets libpq's variables, which everything here reads, to what the user's profile says."""
    named = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGDATABASE": "dbname"}
    named |= {"PGPASSWORD": "password"} | {f"PG{key.upper()}": key for key in output if key.startswith("ssl")}
    for variable, key in named.items():
        if output.get(key):
            os.environ.setdefault(variable, str(output[key]))
