"""The files that a peer reads and writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Files:
    """The warehouse as built, its core as Parquet, a folder for tables, and the result's Parquet file."""

    warehouse: Path
    core: Path
    work: Path
    members: Path
