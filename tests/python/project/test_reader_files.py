"""What readers open, and what only the project's owner can open."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import warehouses
import yaml
from conftest import ROOT, BuiltProject, copy_built

from orchestration.project.project import Project
from orchestration.readers.for_readers import write_for_readers

# The version in a file of DuckDB 1.0 after its magic bytes. DuckDB 1.1 refuses a greater number.
STORAGE_OF_1_0 = 64
NOBODY = 65534
NOTEBOOK = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("set checkpoint_threshold = '1GB'; create table published.note as select 1 as one")
os.kill(os.getpid(), 9)
"""

COMMENTS = (
    "select schema_name, table_name, column_name, comment from duckdb_columns() where not internal"
    if warehouses.IS_FILE
    else "select table_schema, table_name, column_name, col_description("
    "cast(format('%I.%I', table_schema, table_name) as regclass), ordinal_position)"
    " from information_schema.columns"
)


def _publish(project: BuiltProject) -> None:
    write_for_readers(Project(project.root, "duckdb"))


def _parquet_folders(project: BuiltProject) -> list[Path]:
    return list((project.root / "published").glob(".parquet-*"))


@pytest.mark.duckdb
def test_the_duckdb_that_bi_tools_bundle_opens_the_file(built_shop):
    """DuckDB 1.1 and 1.5 refused the file. Both were tried with a file of this version."""
    header = built_shop.reader_file.read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == STORAGE_OF_1_0


@pytest.mark.duckdb
def test_the_schema_published_is_there_under_any_name(built_shop, tmp_path):
    other = tmp_path / "sales 2024.duckdb"
    shutil.copy(built_shop.reader_file, other)
    for file in (built_shop.reader_file, other):
        with duckdb.connect(str(file), read_only=True) as reader:
            assert reader.execute("select count(*) from published.loyal").fetchone() == (16,)
        with duckdb.connect() as memory:
            memory.execute(f"attach '{file}' as shop (read_only)")
            for relation in ("segments", "segment_members", "loyal"):
                assert memory.execute(f"select count(*) from shop.published.{relation}").fetchone() > (0,)


def test_columns_carry_their_descriptions(built_shop):
    models = yaml.safe_load((ROOT / "models/published/_published.yml").read_text(encoding="utf-8"))["models"]
    described = {
        (model["name"], column["name"]): column["description"]
        for model in models
        for column in model["columns"]
    }
    shared = {
        ("loyal", column): described["segment_members", column] for column in ("customer_id", "entered_at")
    }
    with built_shop.connected() as writer, built_shop.reading() as reader:
        for connection in (writer, reader):
            rows = connection.execute(COMMENTS).fetchall()
            found = {(table, column): text for schema, table, column, text in rows if schema == "published"}
            wanted = {place: text for place, text in {**described, **shared}.items() if place in found}
            assert len(wanted) > 60
            assert wanted == {place: found[place] for place in wanted}


@pytest.mark.duckdb
def test_a_notebook_that_was_killed_stops_neither_readers_nor_refreshes(shop):
    """It had opened the file for writing, and its log was read into every release that followed."""
    shop.reader_file.chmod(0o644)
    command = [sys.executable, "-c", NOTEBOOK, str(shop.reader_file)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    log = shop.reader_file.with_name("segments.duckdb.wal")
    assert log.is_file()
    _publish(shop)
    assert not log.exists()
    with shop.reading() as reader:
        assert reader.execute("select count(*) from published.loyal").fetchone() == (16,)
    assert shop.reader_file.stat().st_mode & 0o777 == 0o444


@pytest.mark.duckdb
def test_no_earlier_parquet_folder_keeps_the_members_of_a_segment_that_was_hidden(shop):
    _publish(shop)
    assert len(_parquet_folders(shop)) == 2
    with shop.connected(read_only=False) as connection:
        connection.execute("update ledger.segment_versions set access = 'private' where segment = 'recent'")
    _publish(shop)
    (left,) = _parquet_folders(shop)
    assert not any(b"recent" in file.read_bytes() for file in left.iterdir())
    assert any(b"loyal" in file.read_bytes() for file in left.iterdir())


@pytest.mark.duckdb
def test_files_for_readers_of_an_earlier_version_are_gone(shop):
    """They were next to the writer's file, and would have shown their last release forever."""
    former = shop.root / "warehouse" / ".published-1a2b"
    former.mkdir()
    for name in (
        "published.duckdb",
        "published.duckdb.wal",
        "segments.html",
        ".published-1a2b/loyal.parquet",
    ):
        (shop.root / "warehouse" / name).write_bytes(b"earlier")
    (shop.root / "warehouse" / "published").symlink_to(former.name)
    _publish(shop)
    left = {path.name for path in (shop.root / "warehouse").iterdir()}
    assert not left & {"published", "published.duckdb", "published.duckdb.wal", "segments.html", former.name}


@pytest.fixture
def opened(built_shop) -> Iterator[BuiltProject]:
    """A shop with files that others may read, as an earlier version left them, in a reachable folder."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    project = copy_built(built_shop, folder / "project")
    for path in (project.root, *project.root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    yield project
    warehouses.drop(project.root)
    shutil.rmtree(folder)


def test_whoever_is_not_the_owner_reads_what_is_published_and_nothing_else(opened):
    """Another user of the machine read hidden members in the writer's file, and held its lock."""
    if os.geteuid():
        pytest.skip("only root can act as another user")
    assert _as_nobody(lambda: _readable(opened.root)) > {"warehouse", "target", "published"}
    assert opened.segments("list").returncode == 0
    assert _as_nobody(lambda: _readable(opened.root)) & {"warehouse", "target", "logs", ".dagster"} == set()
    assert _as_nobody(lambda: _locks(opened.root / "warehouse" / "refresh.lock")) is False
    published = opened.root / "published"
    shown = _as_nobody(
        lambda: {file.name: file.read_bytes() > b"" for file in published.iterdir() if file.is_file()}
    )
    assert shown["report.html"] and set(shown.values()) == {True}


@pytest.mark.duckdb
def test_what_comes_to_be_is_the_owners_alone_and_readers_cannot_change_a_release(built_shop):
    for name in ("warehouse", "target", ".dagster"):
        assert (built_shop.root / name).stat().st_mode & 0o066 == 0, name
    for name in ("warehouse/refresh.lock", "target/manifest.json", "warehouse/data_docs"):
        assert (built_shop.root / name).stat().st_mode & 0o077 == 0, name
    for file in (built_shop.root / "published").rglob("*"):
        if not file.is_symlink():
            assert file.stat().st_mode & 0o777 == (0o755 if file.is_dir() else 0o444), file


def _as_nobody(look: Callable[[], Any]) -> Any:
    """Calls a function in a process of another user. Returns its result."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            found = look()
            os.write(writing, json.dumps(sorted(found) if isinstance(found, set) else found).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(process, 0)
    found = json.loads(os.read(reading, 1_000_000))
    os.close(reading)
    return set(found) if isinstance(found, list) else found


def _readable(root: Path) -> set[str]:
    """Returns the parts of a project in which any file can be opened."""
    found = set()
    for folder, _, files in os.walk(root):
        for file in files:
            with_parts = (Path(folder) / file).relative_to(root).parts
            if os.access(Path(folder) / file, os.R_OK):
                found.add(with_parts[0])
    return found


def _locks(file: Path) -> bool:
    try:
        with file.open("a+") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except PermissionError:
        return False
    return True
