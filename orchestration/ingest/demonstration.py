"""Loads the demonstration input into a DuckDB warehouse."""

import hashlib
from pathlib import Path

import duckdb

from orchestration.ingest.complete_journey import SourceFile, source_files
from orchestration.ingest.loads import Load, LoadedTable, load_once
from orchestration.ingest.synthetic import SEED, overlay_queries
from orchestration.warehouse.connections import DUCKDB_SETTINGS


def load_demonstration(warehouse: Path) -> list[LoadedTable]:
    """Bring the files (schema raw) and the overlay (schema synthetic) into the warehouse, each only once.

    A table that already stands and was made from the same file, or by the same query from the same files,
    is left alone. Each table is replaced whole or not at all.
    Raises DemonstrationMissingError when the files are not installed, duckdb.IOException while another
    process writes to the warehouse.
    """
    files = source_files()
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        for setting in DUCKDB_SETTINGS:
            connection.execute(setting)
        return [load_once(connection, load) for load in demonstration_loads(files)]


def demonstration_loads(files: list[SourceFile]) -> list[Load]:
    """All tables of the demonstration, each after those that its query reads."""
    return [*_file_loads(files), *_overlay_loads(files)]


def _file_loads(files: list[SourceFile]) -> list[Load]:
    return [
        Load(
            schema="raw",
            table=file.table,
            query=f"select * from read_parquet({_quoted(str(file.path))})",
            origin=file.path.name,
            version=file.package_version,
            bytes=file.bytes,
            fingerprint=file.sha256,
        )
        for file in files
    ]


def _overlay_loads(files: list[SourceFile]) -> list[Load]:
    """The overlay hangs on the shopping it decorates, hence on the fingerprints of the files as well."""
    inputs = ",".join(file.sha256 for file in files)
    return [
        Load(
            schema="synthetic",
            table=table,
            query=query,
            origin="orchestration/ingest/synthetic.py",
            version=f"seed {SEED}",
            bytes=None,
            fingerprint=hashlib.sha256(f"{inputs}|{query}".encode()).hexdigest(),
        )
        for table, query in overlay_queries().items()
    ]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
