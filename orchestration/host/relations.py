"""The relations that the user's own dbt models make, as their dbt project names them."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration.host.package import models_named
from orchestration.host.places import FOLDER, NAME
from orchestration.project.errors import RefusedError
from orchestration.project.nearest import hint
from orchestration.project.project import INPUT_VARIABLES, PROJECT_FILE, Project, named_by

# Folders of the user's project that don't name relations, beside the hidden ones.
BESIDE = {"target", "logs", "dbt_packages", "node_modules", "venv", "env"}
VARIABLE = re.compile(r"env_var\(\s*['\"](\w+)['\"]")
# The lines of dbt's answer that say what is wrong come last.
SHOWN = 6


def name_relations(project: Project) -> None:
    """Sets the environment variables with the relations that `ref` in the project's settings names.

    The user's project is parsed only if it has changed. Raises RefusedError if it can't be parsed, and for a
    model that it doesn't have.
    """
    for variable in INPUT_VARIABLES:
        os.environ.pop(named_by(variable), None)
    models = models_named(project.settings.get("vars") or {})
    if not models:
        return
    host = project.root.parent
    kept, state = project.root / "target" / "host.json", _state(host, project.target)
    known = _read(kept)
    if known.get("state") != state:
        known = {"state": state, "relations": made_by_models(host, project.target, kept.parent / "host")}
        kept.write_text(json.dumps(known), encoding="utf-8")
    for variable, model in models.items():
        if model not in known["relations"]:
            raise RefusedError(
                f"{PROJECT_FILE}: {variable}: your project has no model '{model}'"
                f"{hint(model, known['relations'])}."
            )
        os.environ[named_by(variable)] = known["relations"][model]


def made_by_models(host: Path, target: str, artifacts: Path) -> dict[str, str]:
    """Returns the relation (schema.name) of each model, seed and snapshot of a dbt project, by its name.

    Raises RefusedError with dbt's words if dbt can't parse the project.
    """
    artifacts.mkdir(parents=True, exist_ok=True)
    command = ["parse", "--quiet", "--no-use-colors", "--target", target, "--project-dir", str(host)]
    command += ["--target-path", str(artifacts), "--log-path", str(artifacts)]
    environment = dict(os.environ)
    if environment.get("DBT_PROFILES_DIR") == str(artifacts.parents[1]):
        # Set by this command for its own dbt.
        del environment["DBT_PROFILES_DIR"]
    done = subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *command],
        cwd=host,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise RefusedError(f"dbt can't parse your project in {host}:", *said[-SHOWN:])
    manifest = json.loads((artifacts / "manifest.json").read_text(encoding="utf-8"))
    return {
        node["name"]: f"{node['schema']}.{node.get('alias') or node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed", "snapshot") and node["package_name"] != NAME
    }


def _state(host: Path, target: str) -> str:
    """Returns a hash of what the names of relations depend on: the project's files, and the environment."""
    # Of a seed, only the name counts.
    texts = {
        path.relative_to(host).as_posix(): b"" if path.suffix == ".csv" else path.read_bytes()
        for path in _files(host)
    }
    read = {name for text in texts.values() for name in VARIABLE.findall(text.decode(errors="replace"))}
    values = {name: os.environ.get(name) for name in sorted(read)}
    return hashlib.sha256(repr((target, sorted(texts.items()), values)).encode()).hexdigest()


def _files(host: Path) -> Iterator[Path]:
    for folder, subfolders, names in os.walk(host):
        subfolders[:] = [
            name
            for name in subfolders
            # The project of segments names no relation of the user's.
            if not (name.startswith(".") or name in BESIDE or (Path(folder) == host and name == FOLDER))
        ]
        yield from (Path(folder, name) for name in names if name.endswith((".sql", ".yml", ".yaml", ".csv")))


def _read(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
