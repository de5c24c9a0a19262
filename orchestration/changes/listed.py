"""Lists as the seeds of one state have them: the warehouse has those of the last refresh."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from orchestration.project.project import Project
from orchestration.rules.seed_files import read_rows
from orchestration.warehouse.identifiers import literal

LISTS = "imported_lists"
COLUMNS = ("list_name", "customer_id", "added_at", "added_by")


def list_seeds(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Returns the files of the seeds that lists are read from, each with its relation in a query."""
    nodes = manifest["nodes"]
    read = _lists(manifest)["depends_on"]["nodes"]
    seeds = [nodes[key] for key in read if nodes.get(key, {}).get("resource_type") == "seed"]
    return {seed["original_file_path"]: seed["relation_name"] for seed in seeds}


def differ(base: Project, head: Project, files: Iterable[str]) -> bool:
    """Returns whether one of these files differs between two states."""
    return any(_content(base.root / file) != _content(head.root / file) for file in files)


def with_lists_of_files(
    queries: Mapping[str, str], lists: str, project: Project, manifest: Mapping[str, Any]
) -> dict[str, str]:
    """Returns the queries, reading lists as the files have them. `lists` is the query of core's table."""
    for file, relation in list_seeds(manifest).items():
        lists = lists.replace(relation, f"(\n{_rows(project, file)}\n) as seeded")
    present = f"(\n{lists}\n) as {LISTS}"
    relation = _lists(manifest)["relation_name"]
    return {name: sql.replace(relation, present) for name, sql in queries.items()}


def _lists(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(node for node in manifest["nodes"].values() if node["name"] == LISTS)
    return found


def _rows(project: Project, file: str) -> str:
    """The rows of a file as a query. A line with a mistake is left out: a refresh refuses the file."""
    optional = {"added_at", "added_by"}
    rows = [row for _, row in read_rows(project, file, COLUMNS, optional) if not isinstance(row, str)]
    columns = ", ".join(f"cast({name if rows else 'null'} as varchar) as {name}" for name in COLUMNS)
    if not rows:
        return f"select {columns} where 1 = 0"
    values = ",\n".join(f"({', '.join(_cell(row[name]) for name in COLUMNS)})" for row in rows)
    return f"select {columns} from (values\n{values}\n) as listed ({', '.join(COLUMNS)})"


def _cell(value: str) -> str:
    return literal(value) if value else "null"


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
