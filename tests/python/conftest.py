"""Projects to test with: this project, and a small one with data of its own, each built once."""

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
from faulty_server import Service, serving
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
# The run of the tests that a folder belongs to (CONTRIBUTING.md). Other folders belong to `make test`.
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
        """The environment of its commands."""
        return clean_environment(self.root)

    def segments(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the command in this copy, without waiting for its library imports."""
        return commands.run(arguments, self.root, self.environment)

    def launch(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the command in this copy as a person does."""
        return subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def refresh(self, *arguments: str) -> dict[str, Any]:
        """Refreshes, which must succeed. Returns the answer."""
        done = self.segments("refresh", "--json", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def connected(self, *, read_only: bool = True) -> Iterator[Any]:
        """Opens the warehouse: DuckDB's connection, or one that executes like it."""
        with warehouses.connected(self.root, read_only=read_only) as connection:
            yield connection

    def reading(self) -> AbstractContextManager[Any]:
        """Opens what readers see: their file, or the server."""
        return warehouses.reading(self.root)

    def seen(self) -> Any:
        """Returns a value that changes whenever anything that readers see changes."""
        return warehouses.seen(self.root)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Returns the rows of a query over the warehouse."""
        with self.connected() as connection:
            return connection.execute(query).fetchall()


def lacking(what: str) -> None:
    """Skip a test because the machine lacks something; fail if SEGMENTS_TEST_ALL is set."""
    (pytest.fail if os.environ.get("SEGMENTS_TEST_ALL") else pytest.skip)(what)


def clean_environment(root: Path | None = None) -> dict[str, str]:
    """Returns the environment of the project at `root`, without variables of the one that runs the tests."""
    ours = ("DAGSTER_", "DBT_", "SEGMENTS_")
    left = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return left | warehouses.environment(root)


def copy_project(root: Path) -> BuiltProject:
    """Copies what a refresh needs. The copy runs its own code."""
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
    """Copies a project with its warehouse."""
    shutil.copytree(project.root, root, symlinks=True)
    warehouses.copy(project.root, root)
    return BuiltProject(root)


def _once(tmp_path_factory, name: str, build) -> BuiltProject:
    """Returns a project for all workers of the session. The first worker that needs it builds it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    root, done = folder / name, folder / f"{name}.done"
    with FileLock(folder / f"{name}.lock"):
        if not done.exists():
            # If a build fails, no half-built project remains for the other worker.
            shutil.rmtree(root, ignore_errors=True)
            warehouses.drop(root)
            build(copy_project(root))
            done.touch()
    return BuiltProject(root)


def pytest_configure(config: pytest.Config) -> None:
    """Starts PostgreSQL, if it is the target, for all workers of the session."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        running = ExitStack()
        running.enter_context(warehouses.server())
        config.add_cleanup(running.close)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test by its folder, and skips tests of what the target doesn't have."""
    for item in items:
        mark = MARKS.get(item.path.parent.name)
        # A mark in the file itself takes precedence, and a test that waits for a refresh isn't fast.
        if mark and not (item.get_closest_marker("slow") or (mark == "fast" and _waits_for_refresh(item))):
            item.add_marker(mark)
        if not warehouses.IS_FILE and item.get_closest_marker("duckdb"):
            item.add_marker(pytest.mark.skip(reason="only a warehouse in a file has it"))


def _waits_for_refresh(item: pytest.Item) -> bool:
    return not {"built_shop", "warehouse"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Service, str]]:
    """A service that deliveries reach at the address beside it, and try again without a pause."""
    monkeypatch.setattr("orchestration.delivery.carriers.FIRST_WAIT", 0.0)
    with serving() as served:
        yield served


# demonstration: begin
@pytest.fixture(scope="session")
def warehouse(tmp_path_factory) -> BuiltProject:
    """The demonstration after one release. Tests that change anything take a copy of their own.

    demonstration/test_first_run.py makes the history that a first run has.
    """
    return _once(tmp_path_factory, "demonstration", _launch_refresh)


def _launch_refresh(project: BuiltProject) -> None:
    done = project.launch("refresh", "--history", "0")
    assert done.returncode == 0, done.stdout + done.stderr


# demonstration: end


@pytest.fixture(scope="session")
def built_shop(tmp_path_factory) -> BuiltProject:
    """The small shop after one refresh. Tests that change anything take `shop`."""
    return _once(tmp_path_factory, "shop", small_shop.open_shop)


@pytest.fixture
def shop(built_shop, tmp_path) -> Iterator[BuiltProject]:
    """A small shop of the test's own, already refreshed once."""
    yield copy_built(built_shop, tmp_path / "project")
    warehouses.drop(tmp_path / "project")


@pytest.fixture
def shop_in_memory() -> Iterator[Any]:
    """The small shop for the proof's harness (a proof.harness.Project), before the first refresh."""
    with open_in_memory() as project:
        yield project


@contextmanager
def open_in_memory() -> Iterator[Any]:
    """Opens the small shop in memory, for the length of the block."""
    # Imported here because most tests need no dbt in their own process.
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
