"""Checks what dbt_project.yml sets for the project's own models and seeds, because dbt keeps unknown keys."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestration.project.nearest import nearest
from orchestration.project.project import PROJECT_FILE, Project

# Keys of dbt and of both engines' adapters. Other keys are the user's own, unless they resemble one of these.
KEYS = (
    *("access", "alias", "batch_size", "begin", "column_types", "concurrent_batches", "contract", "database"),
    *(
        "delimiter",
        "docs",
        "enabled",
        "event_time",
        "full_refresh",
        "grants",
        "group",
        "incremental_predicates",
    ),
    *("incremental_strategy", "indexes", "lookback", "materialized", "merge_exclude_columns"),
    *("merge_update_columns", "meta", "on_configuration_change", "on_schema_change", "persist_docs"),
    *("post-hook", "post_hook", "pre-hook", "pre_hook", "quote_columns", "quoting", "schema", "sql_header"),
    *("tags", "unique_key", "unlogged"),
)
PATHS = {"models": ("model-paths", ["models"]), "seeds": ("seed-paths", ["seeds"])}


def settings_mistakes(project: Project) -> Iterator[str]:
    """Yields sentences about keys below the project's name that dbt ignores or misreads."""
    for kind, (setting, default) in PATHS.items():
        below = project.settings.get(kind)
        own = below.get(project.name) if isinstance(below, Mapping) else None
        folders = [project.root / folder for folder in project.settings.get(setting, default)]
        if isinstance(own, Mapping):
            yield from _mistakes(own, f"{kind}.{project.name}", folders)


def _mistakes(given: Mapping[str, Any], place: str, folders: list[Path]) -> Iterator[str]:
    parts = sorted({path.stem for folder in folders if folder.is_dir() for path in folder.iterdir()})
    for key, value in given.items():
        name = str(key).removeprefix("+")
        if str(key).startswith("+") or (name in KEYS and not isinstance(value, Mapping)):
            near = nearest(name, KEYS)
            if name not in KEYS and near:
                yield f"{PROJECT_FILE}: {place}: unknown key '{key}'; the nearest is '+{near}'"
        elif name in parts:
            if isinstance(value, Mapping):
                yield from _mistakes(value, f"{place}.{name}", [folder / name for folder in folders])
        elif name in KEYS:
            yield f"{PROJECT_FILE}: {place}: '{name}' is taken for a folder; write '+{name}'"
        else:
            near = nearest(name, [*parts, *KEYS])
            sign = "+" if near in KEYS else ""
            ending = f"the nearest is '{sign}{near}'" if near else f"there are {', '.join(parts)}"
            yield f"{PROJECT_FILE}: {place}: '{name}' isn't a folder or model; {ending}"
