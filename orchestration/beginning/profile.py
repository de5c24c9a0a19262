"""The profile of the user's dbt project, and the one that the project of segments gets from it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orchestration.host.places import NAME
from orchestration.project.engine import SOURCE
from orchestration.project.errors import RefusedError
from orchestration.project.project import PROJECT_FILE, rendered_output

ENGINES = ("duckdb", "postgres")
# Both spellings of dbt's, and the one that is read here.
SPELLINGS = {"pass": "password", "database": "dbname"}


@dataclass(frozen=True)
class Profile:
    """A profile of dbt's: its outputs that segments can run on, by name, and the output that dbt takes."""

    file: Path
    target: str
    outputs: dict[str, dict[str, Any]]

    def for_segments(self) -> dict[str, Any]:
        """Returns the content of segments/profiles.yml. It holds no password that isn't a variable."""
        given = yaml.safe_load((SOURCE / "profiles.yml").read_text(encoding="utf-8"))[NAME]["outputs"]
        outputs = {}
        for name, output in self.outputs.items():
            if output["type"] == "duckdb":
                path = _from_within(output["path"])
                # Settings of the session, on which the meaning of times rests.
                outputs[name] = {**given["duckdb"], "path": path, "threads": output.get("threads", 2)}
                continue
            own = {SPELLINGS.get(key, key): value for key, value in output.items()}
            if "{{" not in str(own.get("password", "")):
                own["password"] = given["postgres"]["password"]
            outputs[name] = {"port": 5432, **own}
        return {NAME: {"target": self.target, "outputs": outputs}}

    def hides_password(self) -> bool:
        """Returns whether the user's profile has a password in clear, which isn't copied."""
        keys = ("password", "pass")
        said = [str(output.get(key) or "") for output in self.outputs.values() for key in keys]
        return any(text and "{{" not in text for text in said)


def find_profile(host: Path, target: str | None) -> Profile:
    """Returns the profile of a dbt project, from where dbt itself looks for it.

    Raises RefusedError if there is none, for an unknown target, and for an engine that segments can't run on.
    """
    settings = yaml.safe_load((host / PROJECT_FILE).read_text(encoding="utf-8")) or {}
    name, named = settings.get("profile"), os.environ.get("DBT_PROFILES_DIR")
    folders = [Path(named)] if named else [host, Path.home() / ".dbt"]
    for file in (folder / "profiles.yml" for folder in folders):
        profiles = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}) if file.is_file() else {}
        if name in profiles:
            return _checked(file, profiles[name], target)
    looked = " or ".join(f"{folder}/profiles.yml" for folder in folders)
    raise RefusedError(f"{PROJECT_FILE}: profile: '{name}' isn't in {looked}.")


def _checked(file: Path, profile: dict[str, Any], target: str | None) -> Profile:
    outputs = profile.get("outputs") or {}
    target = (
        target
        or os.environ.get("DBT_TARGET")
        or str(rendered_output({"target": profile.get("target", "default")})["target"])
    )
    if target not in outputs:
        raise RefusedError(f"{file} has no output '{target}'; valid are {', '.join(sorted(outputs))}.")
    kind = outputs[target].get("type")
    if kind not in ENGINES:
        raise RefusedError(
            f"{file}: output '{target}' is of type '{kind}'; segments run on {' and '.join(ENGINES)}."
        )
    usable = {
        name: output
        for name, output in outputs.items()
        if output.get("type") == "postgres" or (output.get("type") == "duckdb" and _is_file(output))
    }
    if target not in usable:
        raise RefusedError(
            f"{file}: output '{target}' has no file as its path; segments need a DuckDB file that stays."
        )
    return Profile(file, target, usable)


def _is_file(output: dict[str, Any]) -> bool:
    path = str(rendered_output(output).get("path") or ":memory:")
    return not path.startswith((":memory:", "md:", "motherduck:"))


def _from_within(path: str) -> str:
    """Returns a path in the user's profile as it reads from the folder of segments, one level below."""
    is_absolute = Path(rendered_output({"path": path})["path"]).is_absolute()
    # dbt takes it as relative to the folder that it is called in, which may be any.
    return path if is_absolute else f"{{{{ env_var('DBT_PROJECT_DIR', '.') }}}}/../{path}"
