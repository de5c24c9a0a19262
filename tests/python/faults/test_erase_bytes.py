"""`segments erase` leaves no byte of a customer, even if the erasure before it was killed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import small_shop
from conftest import BuiltProject, copy_built
from own_server import served
from small_shop import DAY

LEAVER = "leaver-no-7391"

# Right after the transaction. Only the next step rewrites tables and files.
KILLED = """
import os
from orchestration.cli import app as cli
from orchestration.erasure import erase
erase.rewrite_tables = erase.clear_leftovers = lambda *_: os.kill(os.getpid(), 9)
cli.main()
"""

JOIN = (
    f"insert into shop.customers values ('{LEAVER}', 'SE')",
    f"insert into shop.orders select '{LEAVER}' || n, '{LEAVER}', 'order', timestamp '{DAY}' - n * interval"
    " '1 day', 90.0, 'web' from generate_series(1, 4) as numbers(n)",
)
FORGET = [f"delete from shop.{table} where customer_id = '{LEAVER}'" for table in ("orders", "customers")]


def _holding(folder: Path) -> set[str]:
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    assert len(files) > 50
    return {str(file.relative_to(folder)) for file in files if LEAVER.encode() in file.read_bytes()}


def _change(project: BuiltProject, *changes: str) -> None:
    with project.connected(read_only=False) as connection:
        for change in changes:
            connection.execute(change)


@contextmanager
def _shop(engine: str, root: Path, built: BuiltProject) -> Iterator[BuiltProject]:
    if engine == "duckdb":
        yield copy_built(built, root)
        return
    with served(root) as project:
        small_shop.furnish(root)
        with project.connected() as connection:
            small_shop.load(connection)
        yield project


@pytest.mark.parametrize("engine", [pytest.param("duckdb", marks=pytest.mark.duckdb), "postgres"])
def test_a_second_erasure_completes_one_that_was_killed(engine, request, tmp_path):
    """After a kill between commit and vacuum, a second erasure did nothing. Fifteen relations kept bytes."""
    built = request.getfixturevalue("built_shop") if engine == "duckdb" else None
    root = tmp_path / "project"
    with _shop(engine, root, built) as project:
        _change(project, *JOIN)
        project.refresh("--as-of", DAY)
        # As a killed refresh and a failed one leave them.
        spilled = root / "warehouse" / "warehouse.duckdb.tmp" / "duckdb_temp_storage-1.tmp"
        spilled.parent.mkdir()
        for file in (spilled, root / "logs" / "dbt.log", root / "target" / "run_results.json"):
            file.write_text(f"could not convert '{LEAVER}'")
        own = [
            f"vacuum (full, analyze) shop.{table}"
            for table in ("orders", "customers")
            if engine == "postgres"
        ]
        _change(project, *FORGET, *own)
        command = [sys.executable, "-c", KILLED, "erase", LEAVER, "--yes"]
        killed = subprocess.run(command, cwd=root, env=project.environment, check=False)
        assert killed.returncode == -9
        assert len(_holding(root)) > 5
        done = project.segments("erase", LEAVER, "--yes", "--json")
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert (answer["rows"], answer["still_named_by"], answer["may_be_in"]) == ({}, [], [])
        assert _holding(root) == set()
