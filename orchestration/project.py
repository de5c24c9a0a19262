"""Where everything of the project is, and the environment that dbt, Dagster and Great Expectations see."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import RefusedError

PROJECT_FILE = "dbt_project.yml"

# Nothing that the project starts reports to anybody.
QUIET = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


@dataclass(frozen=True)
class Project:
    """A copy of the project on disk, and the target (an output of profiles.yml) that it works with."""

    root: Path
    target: str

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The content of dbt_project.yml; raises RefusedError where it is none."""
        try:
            return yaml.safe_load((self.root / PROJECT_FILE).read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise RefusedError(f"{PROJECT_FILE}: it isn't YAML: {' '.join(str(error).split())}") from error

    @property
    def name(self) -> str:
        """The dbt project's name, which its nodes' unique ids carry."""
        return self.settings["name"]

    @property
    def variables(self) -> dict[str, Any]:
        """The dbt variables of dbt_project.yml."""
        return self.settings.get("vars") or {}

    @property
    def reads_own_data(self) -> bool:
        """Whether the customers are a user's own, so that the demonstration input isn't loaded."""
        return bool(self.variables.get("customers_relation"))

    @property
    def profiles_folder(self) -> Path:
        """The folder of profiles.yml; DBT_PROFILES_DIR names another than the project's."""
        return Path(os.environ.get("DBT_PROFILES_DIR") or self.root)

    @cached_property
    def profile(self) -> dict[str, Any]:
        """The dbt profile with its outputs, Jinja still unrendered."""
        profiles = yaml.safe_load((self.profiles_folder / "profiles.yml").read_text(encoding="utf-8"))
        return profiles[self.settings["profile"]]

    @property
    def warehouse_file(self) -> Path:
        """The DuckDB file that a refresh writes."""
        return self.root / os.environ.get("SEGMENTS_WAREHOUSE", "warehouse/warehouse.duckdb")

    @property
    def server_folder(self) -> Path:
        """The data of the project's own PostgreSQL server, where no other is named."""
        return self.owners_folder / "postgres"

    @property
    def published_folder(self) -> Path:
        """What readers open, and nothing else: outside the owner's folder, or beside a file elsewhere."""
        folder = self.warehouse_file.parent
        return (self.root if folder == self.owners_folder else folder) / "published"

    @property
    def owners_folder(self) -> Path:
        """What refreshes keep, for the project's owner alone."""
        return self.root / "warehouse"

    @property
    def reader_file(self) -> Path:
        """The DuckDB file that readers open: the last release and nothing else."""
        return self.published_folder / "segments.duckdb"

    @property
    def parquet_folder(self) -> Path:
        """The last release as Parquet files."""
        return self.published_folder / "parquet"

    @property
    def report_file(self) -> Path:
        """The last release as a page."""
        return self.published_folder / "report.html"

    @property
    def made_for_readers(self) -> list[Path]:
        """What the project made in the readers' folder, with what a refresh that was killed left there."""
        made = (self.reader_file.stem, self.report_file.stem, self.parquet_folder.name)
        patterns = [*(f"{name}*" for name in made), f".{self.parquet_folder.name}-*"]
        return [path for pattern in patterns for path in self.published_folder.glob(pattern)]

    @property
    def data_docs_folder(self) -> Path:
        """Great Expectations' Data Docs of the last audit; index.html comes first."""
        return self.warehouse_file.with_name("data_docs")

    @property
    def notices_file(self) -> Path:
        """What somebody should look at, a line each."""
        return self.warehouse_file.with_name("notices.log")

    @property
    def lock_file(self) -> Path:
        """What the one writer holds."""
        return self.warehouse_file.with_name("refresh.lock")

    @property
    def target_folder(self) -> Path:
        """dbt's artifacts; a folder a target, since a parsed project belongs to one engine."""
        is_default = self.target == self.profile["target"]
        return self.root / "target" if is_default else self.root / "target" / self.target

    @property
    def manifest_file(self) -> Path:
        """The parsed project, as dbt writes it."""
        return self.target_folder / "manifest.json"


def find_project(start: Path | None = None, target: str | None = None) -> Project:
    """The project that holds the folder `start` (the current one by default), its environment set.

    `target` is an output of profiles.yml; by default DBT_TARGET or the profile's own default.
    Raises RefusedError where no folder above holds a dbt_project.yml, or the target is unknown.
    """
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
        raise RefusedError(f"profiles.yml: target '{target}' is none of its outputs; valid are {known}.")
    project = Project(root, target)
    # Imported here: it knows projects.
    from orchestration.file_access import keep_to_the_owner

    keep_to_the_owner(project)
    _set_environment(project)
    if outputs[target]["type"] == "postgres":
        # Imported here: it knows projects.
        from orchestration.postgres import name_server

        name_server(project)
    return project


def _set_environment(project: Project) -> None:
    os.environ.update(QUIET)
    os.environ["DBT_PROJECT_DIR"] = str(project.root)
    os.environ["DBT_TARGET"] = project.target
    os.environ.setdefault("DBT_PROFILES_DIR", str(project.profiles_folder))
    dagster_home = Path(os.environ.setdefault("DAGSTER_HOME", str(project.root / ".dagster")))
    dagster_home.mkdir(parents=True, exist_ok=True)
