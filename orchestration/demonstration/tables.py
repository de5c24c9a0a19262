"""The demonstration's tables: the original files (schema raw), and the overlay (schema synthetic)."""

import hashlib

from orchestration.demonstration.files import SourceFile, source_files
from orchestration.demonstration.synthetic import SEED, overlay_queries
from orchestration.ingest.loads import Load
from orchestration.project.layers import RAW, SYNTHETIC
from orchestration.warehouse.identifiers import literal


def tables() -> list[Load]:
    """Returns all tables of the demonstration, each after those that its query reads.

    Raises DemonstrationMissingError if the files are not installed.
    """
    files = source_files()
    return [*_file_loads(files), *_overlay_loads(files)]


def _file_loads(files: list[SourceFile]) -> list[Load]:
    return [
        Load(
            schema=RAW,
            table=file.table,
            query=f"select * from read_parquet({literal(file.path)})",
            origin=file.path.name,
            version=file.package_version,
            bytes=file.bytes,
            fingerprint=file.sha256,
        )
        for file in files
    ]


def _overlay_loads(files: list[SourceFile]) -> list[Load]:
    """Returns the overlay's tables. They derive from purchases, hence from the files' fingerprints."""
    inputs = ",".join(file.sha256 for file in files)
    return [
        Load(
            schema=SYNTHETIC,
            table=table,
            query=query,
            origin="orchestration/demonstration/synthetic.py",
            version=f"seed {SEED}",
            bytes=None,
            fingerprint=hashlib.sha256(f"{inputs}|{query}".encode()).hexdigest(),
        )
        for table, query in overlay_queries().items()
    ]
