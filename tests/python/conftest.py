"""Projects to test with: the one that stands here, and a small one with data of its own, each built once."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import commands
import pytest
import small_shop
import warehouses
from filelock import FileLock

ROOT = Path(__file__).parents[2]
PARTS = (
    "dbt_project.yml",
    "dbt_segments.py",
    "macros",
    "models",
    "orchestration",
    "profiles.yml",
    "seeds",
    "tests/dbt",
)
# Which run of the tests a folder's belong to (CONTRIBUTING.md); those of the others are in `make test`.
MARKS = {
    "python": "fast",
    "unit": "fast",
    "demonstration": "slow",  # demonstration
    "faults": "slow",
    "postgres": "slow",
    "proof": "slow",
}


@dataclass
class BuiltProject:
    """A copy of the project in a folder of its own, with its warehouse."""

    root: Path

    @property
    def path(self) -> Path:
        """The file that a refresh writes."""
        return self.root / "warehouse" / "warehouse.duckdb"

    @property
    def reader_file(self) -> Path:
        """The file for readers."""
        return self.root / "published" / "segments.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        """What its commands are told."""
        return clean_environment(self.root)

    def segments(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command in this copy, without waiting for the libraries that it imports."""
        return commands.run(arguments, self.root, self.environment)

    def launch(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command in this copy as a person does."""
        return subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def refresh(self, *arguments: str) -> dict[str, Any]:
        """Refresh, which must succeed; gives the answer."""
        done = self.segments("refresh", "--json", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def connected(self, *, read_only: bool = True) -> Iterator[Any]:
        """The warehouse: DuckDB's connection, or one that executes like it."""
        with warehouses.connected(self.root, read_only=read_only) as connection:
            yield connection

    def reading(self) -> AbstractContextManager[Any]:
        """What readers see: their file, or the server."""
        return warehouses.reading(self.root)

    def seen(self) -> Any:
        """What tells one state of all that readers see from another."""
        return warehouses.seen(self.root)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query over the warehouse."""
        with self.connected() as connection:
            return connection.execute(query).fetchall()


def lacking(what: str) -> None:
    """Skip a test because the machine lacks something; fail if SEGMENTS_TEST_ALL is set."""
    (pytest.fail if os.environ.get("SEGMENTS_TEST_ALL") else pytest.skip)(what)


def clean_environment(root: Path | None = None) -> dict[str, str]:
    """The environment of the project at `root`, without what points at the one that runs the tests."""
    ours = ("DAGSTER_", "DBT_", "SEGMENTS_")
    left = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return left | warehouses.environment(root)


def copy_project(root: Path) -> BuiltProject:
    """Copy what a refresh needs; the copy runs its own code."""
    ignored = shutil.ignore_patterns("__pycache__")
    for part in PARTS:
        source, copy = ROOT / part, root / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=ignored)
        else:
            shutil.copy2(source, copy)
    (root / ".dagster").mkdir()
    shutil.copy2(ROOT / ".dagster" / "dagster.yaml", root / ".dagster")
    warehouses.make(root)
    return BuiltProject(root)


def copy_built(project: BuiltProject, root: Path) -> BuiltProject:
    """Copy a project with its warehouse."""
    shutil.copytree(project.root, root, symlinks=True)
    warehouses.copy(project.root, root)
    return BuiltProject(root)


def _once(tmp_path_factory, name: str, build) -> BuiltProject:
    """A project for all workers of the session, built by whichever comes first."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    root, done = folder / name, folder / f"{name}.done"
    with FileLock(folder / f"{name}.lock"):
        if not done.exists():
            # A worker whose build failed leaves nothing half-built to the other.
            shutil.rmtree(root, ignore_errors=True)
            warehouses.drop(root)
            build(copy_project(root))
            done.touch()
    return BuiltProject(root)


def pytest_configure(config: pytest.Config) -> None:
    """Let PostgreSQL run, where it is the target, for all workers of the session."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        running = ExitStack()
        running.enter_context(warehouses.server())
        config.add_cleanup(running.close)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its folder, and leave out what the target doesn't have."""
    for item in items:
        mark = MARKS.get(item.path.parent.name)
        # A mark in the file itself comes first, and no test that waits for a refresh is a fast one.
        if mark and not (item.get_closest_marker("slow") or (mark == "fast" and _waits_for_refresh(item))):
            item.add_marker(mark)
        if not warehouses.IS_FILE and item.get_closest_marker("duckdb"):
            item.add_marker(pytest.mark.skip(reason="only a warehouse in a file has it"))


def _waits_for_refresh(item: pytest.Item) -> bool:
    return not {"built_shop", "warehouse"}.isdisjoint(getattr(item, "fixturenames", ()))


# demonstration: begin
@pytest.fixture(scope="session")
def warehouse(tmp_path_factory) -> BuiltProject:
    """The demonstration after one refresh. Tests that change anything take a copy of their own."""
    return _once(tmp_path_factory, "demonstration", _launch_refresh)


def _launch_refresh(project: BuiltProject) -> None:
    done = project.launch("refresh")
    assert done.returncode == 0, done.stdout + done.stderr


# demonstration: end


@pytest.fixture(scope="session")
def built_shop(tmp_path_factory) -> BuiltProject:
    """The small shop after one refresh. Tests that change anything take `shop`."""
    return _once(tmp_path_factory, "shop", small_shop.open_shop)


@pytest.fixture
def shop(built_shop, tmp_path) -> Iterator[BuiltProject]:
    """A small shop of one's own, already refreshed once."""
    yield copy_built(built_shop, tmp_path / "project")
    warehouses.drop(tmp_path / "project")


@pytest.fixture
def shop_in_memory() -> Iterator[Any]:
    """The small shop as the proof's harness (a proof.harness.Project) refreshes it, before the first time."""
    with open_in_memory() as project:
        yield project


@contextmanager
def open_in_memory() -> Iterator[Any]:
    """The small shop in memory, for as long as the block lasts."""
    # Imported here: most tests need no dbt in their own process.
    from proof.harness import Project, SegmentFile

    project = Project(ROOT, small_shop.IN_MEMORY)
    statements = ("create schema shop", small_shop.CUSTOMERS, small_shop.ORDERS, small_shop.NO_LISTS)
    for statement in (*statements, *small_shop.ARRIVED):
        project.database.execute(statement)
    project.have_seeds()
    project.set_segments(
        SegmentFile(name, f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n", family)
        for name, (family, rule) in small_shop.SEGMENTS.items()
    )
    try:
        yield project
    finally:
        project.close()
