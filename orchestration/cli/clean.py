"""`make clean`: removes what the project made in its folder, and keeps everything that belongs to others."""

import sys
from collections.abc import Iterator
from pathlib import Path

from orchestration.erasure.compaction import rewrite_warehouse
from orchestration.erasure.places import LOADS
from orchestration.lists.tables import TABLES
from orchestration.project.errors import RefusedError
from orchestration.project.file_access import remove
from orchestration.project.layers import OWN_SCHEMAS, SCHEMAS, SHARED_SCHEMAS
from orchestration.project.project import INPUT_VARIABLES, Project
from orchestration.readers.for_readers import former_files
from orchestration.warehouse.connections import Warehouse, open_file, open_warehouse
from orchestration.warehouse.find import find_project
from orchestration.warehouse.identifiers import quoted
from orchestration.warehouse.postgres import ensure_server, is_private
from orchestration.warehouse.private_server import stop_server
from orchestration.warehouse.writer import only_writer

EVERYWHERE = ("target", "logs", "dbt_packages", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis")
FOR_THE_OWNER = ("refresh.lock", "notices.log", "data_docs*", "postgres.new", "postgres.lock", "readers.tmp")
# dbt names an unfinished relation after its model, followed by this.
UNFINISHED = "__dbt_"


def clean(root: Path) -> list[str]:
    """Removes what the project at `root` made. Returns a sentence for each thing that stays.

    Raises PassingError while another process writes to the warehouse or holds it open.
    """
    project = find_project(root, "duckdb")
    kept = []
    with only_writer(project):
        if project.warehouse_file.is_file():
            kept += _clean_file(project)
    if project.server_folder.is_dir():
        kept += _clean_server(find_project(root, "postgres"))
    owners, readers = project.warehouse_file.parent, project.published_folder
    remove(*former_files(project), *_matching(owners, FOR_THE_OWNER), *project.made_for_readers)
    remove(*(root / name for name in EVERYWHERE))
    remove(*(path for path in (root / ".dagster").glob("*") if path.name != "dagster.yaml"))
    for folder in (owners, readers):
        if folder.is_dir() and folder != root and not any(folder.iterdir()):
            folder.rmdir()
    return kept


def _clean_file(project: Project) -> list[str]:
    """Removes the file, or only the project's relations if others keep tables in the file too."""
    file = project.warehouse_file
    with open_file(file, read_only=False) as warehouse:
        foreign = _foreign(project, warehouse)
        if foreign:
            for kind, relation in _own(project, warehouse):
                warehouse.execute(f"drop {kind} if exists {relation} cascade")
            for schema in set(SCHEMAS) - {name.partition(".")[0] for name in foreign}:
                warehouse.execute(f"drop schema if exists {schema}")
    if foreign:
        rewrite_warehouse(project)
        return [
            f"{file.relative_to(project.root)} stays, with {_some(foreign)}, which the project didn't make."
        ]
    remove(*(file.with_name(f"{file.name}{ending}") for ending in ("", ".wal", ".tmp", ".new", ".new.wal")))
    return []


def _clean_server(project: Project) -> list[str]:
    """Stops the private server and removes its data, unless others keep tables there too."""
    if is_private(project):
        ensure_server(project)
        with open_warehouse(project, read_only=True) as warehouse:
            foreign = _foreign(project, warehouse)
        stop_server(project.server_folder)
        if foreign:
            return [
                f"warehouse/postgres stays, stopped and whole, with {_some(foreign)}, which the project"
                " didn't make."
            ]
    else:
        stop_server(project.server_folder)
        return ["warehouse/postgres stays, stopped: it can't be checked while another server is named."]
    remove(project.server_folder)
    return []


def _foreign(project: Project, warehouse: Warehouse) -> list[str]:
    own = {relation for _, relation in _own(project, warehouse)}
    return [name for _, name, relation in _relations(warehouse) if relation not in own]


def _own(project: Project, warehouse: Warehouse) -> Iterator[tuple[str, str]]:
    """Yields the kind and quoted name of each relation that the project made."""
    made = {file.stem for folder in ("models", "seeds") for file in (project.root / folder).rglob("*.*")}
    loaded = set(TABLES)
    if warehouse.columns(LOADS):
        rows = warehouse.rows(f"select schema_name, table_name from {LOADS}")
        loaded |= {LOADS, *(f"{row['schema_name']}.{row['table_name']}" for row in rows)}
    named = [project.variables.get(name) for name in INPUT_VARIABLES]
    for kind, name, relation in _relations(warehouse):
        schema, _, table = name.partition(".")
        is_model = schema in SHARED_SCHEMAS and table.partition(UNFINISHED)[0] in made
        if name not in named and (schema in OWN_SCHEMAS or name in loaded or is_model):
            yield kind, relation


def _relations(warehouse: Warehouse) -> list[tuple[str, str, str]]:
    """Returns the kind, name and quoted name of every relation that isn't the engine's own."""
    rows = warehouse.rows(
        "select table_schema, table_name, table_type from information_schema.tables"
        " where table_schema not in ('information_schema', 'pg_catalog') order by table_schema, table_name"
    )
    return [
        (
            "view" if row["table_type"] == "VIEW" else "table",
            f"{row['table_schema']}.{row['table_name']}",
            f"{quoted(row['table_schema'])}.{quoted(row['table_name'])}",
        )
        for row in rows
    ]


def _matching(folder: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from folder.glob(pattern)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


if __name__ == "__main__":
    try:
        for sentence in clean(Path.cwd()):
            print(sentence)
    except RefusedError as error:
        sys.exit("\n".join(error.sentences))
