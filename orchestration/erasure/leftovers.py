"""Files that failed and killed refreshes leave behind, in which an engine's own words may name a customer."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration.project.project import Project
from orchestration.warehouse.postgres import is_private

# In characters. A shorter ID occurs in any file by chance.
LONG_ENOUGH = 6
# The number of bytes to read at a time.
PIECE = 1 << 20


def clear_leftovers(project: Project) -> None:
    """Removes files that nothing needs any more: spilled rows, logs, and rendered files."""
    beside = project.kept_folder
    logs = project.root / "logs"
    left = [*beside.glob("*.tmp"), project.root / ".tmp", *logs.glob("dbt.log*"), logs / "segments.log"]
    for name in ("run", "compiled", "standalone", "run_results.json"):
        left += (project.root / "target").rglob(name)
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if is_private(project) and (project.server_folder / "log").is_file():
        # The server continues to append to it.
        os.truncate(project.server_folder / "log", 0)


def files_naming(project: Project, customers: Sequence[str]) -> Iterator[str]:
    """Yields the files that the project made, other than a database's, that contain one of the IDs."""
    looked_for = [customer.encode() for customer in customers if len(customer) >= LONG_ENOUGH]
    folders = [project.kept_folder, project.published_folder]
    folders += [project.root / "target", project.root / "logs"]
    folders.append(Path(os.environ.get("DAGSTER_HOME", project.root / ".dagster")))
    databases = (project.warehouse_file, project.server_folder)
    for folder in folders if looked_for else []:
        for file in sorted(folder.rglob("*")):
            is_database = any(file.is_relative_to(database) for database in databases)
            if file.is_file() and not file.is_symlink() and not is_database and _holds(file, looked_for):
                yield os.path.relpath(file, project.root)


def _holds(file: Path, looked_for: Sequence[bytes]) -> bool:
    longest = max(map(len, looked_for))
    with file.open("rb") as content:
        before = b""
        while piece := content.read(PIECE):
            if any(text in before + piece for text in looked_for):
                return True
            before = piece[-longest:]
    return False
