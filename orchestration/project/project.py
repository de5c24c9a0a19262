"""The paths and settings of the project."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment

from orchestration.project.errors import RefusedError
from orchestration.project.prefix import PREFIX, prefixed

PROJECT_FILE = "dbt_project.yml"

# The variables that name relations of the user's own. The last two are optional.
INPUT_VARIABLES = ("customers_relation", "events_relation", "contacts_relation", "consents_relation")

# Within a dbt project of the user's own: the folder that its dbt sees as a package (orchestration/host).
PACKAGE = "package"


def is_ref(value: Any) -> bool:
    """Returns whether a variable of the input names a model of the user's own dbt project."""
    return str(value).startswith("ref(")


def named_by(variable: str) -> str:
    """Returns the environment variable with the relation of such a model, which orchestration/host finds."""
    return f"SEGMENTS_{variable.upper()}"


@dataclass(frozen=True)
class Project:
    """A copy of the project on disk, and the target (an output of profiles.yml) that it works with."""

    root: Path
    target: str

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The content of dbt_project.yml. Raises RefusedError if it isn't YAML."""
        try:
            return yaml.safe_load((self.root / PROJECT_FILE).read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise RefusedError(f"{PROJECT_FILE}: it isn't YAML: {' '.join(str(error).split())}") from error

    @property
    def name(self) -> str:
        """The dbt project's name, which is part of its nodes' unique IDs."""
        return self.settings["name"]

    @property
    def variables(self) -> dict[str, Any]:
        """The dbt variables of dbt_project.yml. Relations that the project makes have its prefix."""
        variables = dict(self.settings.get("vars") or {})
        for name in INPUT_VARIABLES:
            if is_ref(variables.get(name)):
                variables[name] = os.environ.get(named_by(name)) or variables[name]
            parts = str(variables.get(name) or "").split(".")
            if PREFIX and len(parts) > 1 and self._makes(parts[-2], parts[-1]):
                variables[name] = ".".join([*parts[:-2], prefixed(parts[-2]), parts[-1]])
        return variables

    @property
    def reads_own_data(self) -> bool:
        """Whether the customers are a user's own, so that no input of the project's is loaded."""
        return bool(self.variables.get("customers_relation"))

    @property
    def default_input(self) -> dict[str, Any]:
        """The input that comes with the project, as dbt_project.yml declares it, or an empty dict."""
        return self.variables.get("default_input") or {}

    @property
    def scores(self) -> dict[str, Any] | None:
        """How often customers are scored, and by what, as macros/intake/_score_columns.sql finds it.

        None for never.
        """
        brought = None if self.reads_own_data else self.default_input.get("scores")
        return self.variables.get("scores") or brought

    @property
    def clusters(self) -> dict[str, Any] | None:
        """By what customers are put into clusters, as macros/intake/_score_columns.sql finds it, or None."""
        brought = None if self.reads_own_data else self.default_input.get("clusters")
        return self.variables.get("clusters") or brought

    @property
    def cross_sell(self) -> dict[str, Any] | None:
        """What segment_offers compares, as macros/insights/_cross_sell_setting.sql finds it, or None."""
        brought = None if self.reads_own_data else self.default_input.get("cross_sell")
        return self.variables.get("cross_sell") or brought

    @property
    def default_history(self) -> int:
        """The number of month ends that a first refresh also releases if it isn't asked: none of own data."""
        return 0 if self.reads_own_data else self.default_input.get("history", 0)

    @property
    def is_within(self) -> bool:
        """Whether the project stands in a dbt project of the user's own, as `segments init` makes it."""
        return (self.root / PACKAGE / PROJECT_FILE).is_file()

    @property
    def profiles_folder(self) -> Path:
        """The folder of profiles.yml: DBT_PROFILES_DIR, or the project's folder."""
        # Within another project, the variable is about that one.
        named = None if self.is_within else os.environ.get("DBT_PROFILES_DIR")
        return Path(named or self.root)

    @cached_property
    def profile(self) -> dict[str, Any]:
        """The dbt profile with its outputs. Its Jinja isn't rendered."""
        profiles = yaml.safe_load((self.profiles_folder / "profiles.yml").read_text(encoding="utf-8"))
        return profiles[self.settings["profile"]]

    @property
    def warehouse_file(self) -> Path:
        """The DuckDB file that a refresh writes."""
        file = "warehouse/warehouse.duckdb"
        if self.is_within:
            # The user's own file, which may be anywhere.
            own = {"DBT_PROJECT_DIR": str(self.root)}
            file = rendered_output(self.profile["outputs"][self.target], own).get("path", file)
        path = self.root / os.environ.get("SEGMENTS_WAREHOUSE", file)
        return path.resolve() if self.is_within else path

    @property
    def kept_folder(self) -> Path:
        """The folder of what refreshes keep beside the warehouse's file: that of the file, if it is ours."""
        return self.owners_folder if self.is_within else self.warehouse_file.parent

    @property
    def server_folder(self) -> Path:
        """The data of the project's own PostgreSQL server, which is used if no other is named."""
        return self.owners_folder / "postgres"

    @property
    def published_folder(self) -> Path:
        """The folder for readers' files only: outside the owner's folder, or next to a file elsewhere."""
        folder = self.kept_folder
        return (self.root if folder == self.owners_folder else folder) / prefixed("published")

    @property
    def owners_folder(self) -> Path:
        """The folder of what refreshes keep, for the project's owner only."""
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
        """The project's files in the readers' folder, including what a killed refresh left there."""
        made = (self.reader_file.stem, self.report_file.stem, self.parquet_folder.name)
        patterns = [*(f"{name}*" for name in made), f".{self.parquet_folder.name}-*"]
        return [path for pattern in patterns for path in self.published_folder.glob(pattern)]

    @property
    def data_docs_folder(self) -> Path:
        """Great Expectations' Data Docs of the last audit. The first page is index.html."""
        return self.kept_folder / prefixed("data_docs")

    @property
    def notices_file(self) -> Path:
        """What somebody should look at, one line each."""
        return self.kept_folder / "notices.log"

    @property
    def lock_file(self) -> Path:
        """The file that the one writer locks."""
        return self.kept_folder / "refresh.lock"

    @property
    def target_folder(self) -> Path:
        """dbt's artifacts, in a folder per target and prefix: a parsed project belongs to one warehouse."""
        is_default = self.target == self.profile["target"] and not PREFIX
        return self.root / "target" if is_default else self.root / "target" / prefixed(self.target)

    @property
    def manifest_file(self) -> Path:
        """The parsed project, as dbt writes it."""
        return self.target_folder / "manifest.json"

    def _makes(self, schema: str, name: str) -> bool:
        folders = {"raw": "seeds", "staging": "models/staging"}
        return schema in folders and any((self.root / folders[schema]).rglob(f"{name}.*"))


def rendered_output(output: dict[str, Any], known: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Returns an output of profiles.yml with environment variables filled in; `known` goes before them."""
    variables = os.environ | dict(known or {})
    environment = Environment()
    environment.globals["env_var"] = lambda name, default="": variables.get(name, default)
    return {
        key: environment.from_string(value).render() if isinstance(value, str) else value
        for key, value in output.items()
    }
