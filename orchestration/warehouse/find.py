"""Finds the project of a folder, and sets the environment of dbt, Dagster and Great Expectations."""

import os
from pathlib import Path

from orchestration.project.errors import RefusedError
from orchestration.project.file_access import keep_to_the_owner
from orchestration.project.prefix import refuse_bad_prefix
from orchestration.project.project import PROJECT_FILE, Project
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
    start = (start or Path.cwd()).resolve()
    root = next((folder for folder in [start, *start.parents] if (folder / PROJECT_FILE).is_file()), None)
    if root is None:
        raise RefusedError(
            f"No {PROJECT_FILE} in {start} or any folder above it: run this inside the project's folder."
        )
    project = Project(root, "")
    outputs = project.profile["outputs"]
    target = target or os.environ.get("DBT_TARGET") or project.profile["target"]
    if target not in outputs:
        known = ", ".join(sorted(outputs))
        raise RefusedError(f"profiles.yml has no output '{target}'; valid are {known}.")
    project = Project(root, target)
    keep_to_the_owner(project)
    _set_environment(project)
    if outputs[target]["type"] == "postgres":
        name_server(project)
    return project


def _set_environment(project: Project) -> None:
    os.environ.update(QUIET)
    os.environ["DBT_PROJECT_DIR"] = str(project.root)
    os.environ["DBT_TARGET"] = project.target
    os.environ.setdefault("DBT_PROFILES_DIR", str(project.profiles_folder))
    dagster_home = Path(os.environ.setdefault("DAGSTER_HOME", str(project.root / ".dagster")))
    dagster_home.mkdir(parents=True, exist_ok=True)
