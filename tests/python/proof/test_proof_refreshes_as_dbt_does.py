"""What the proof executes in a refresh equals what dbt executes, statement by statement."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path

import duckdb
import warehouses
from conftest import clean_environment, copy_project

from orchestration.project.environment import AUDITED
from proof.changing_worlds import ChangingWorld
from proof.choices import Seeded
from proof.engines import Warehouse
from proof.harness import CANDIDATES, Project, seed_columns
from proof.inputs import send, variables
from proof.on_duckdb import DuckDBWarehouse
from proof.on_postgresql import PostgreSQLWarehouse
from proof.rendering import segment_file, write

SEED, SEGMENTS = 11, 12
LISTS = "raw.imported_list_rows"
# dbt's queries of the warehouse's catalogue before it renames and drops, and of its version once per process,
# by whichever node comes first. They change nothing.
LOOKS = re.compile(
    r"SELECT version\(\)|information_schema"
    r"|duckdb_(columns|constraints|databases|dependencies|indexes|views)\("
    r"|from pg_(tables|class|namespace)"
)
# dbt and the proof have a database each.
DATABASE = re.compile(r'"(test|proof)_\w+"\.')

Statements = dict[str, list[str]]


def test_two_refreshes_execute_the_statements_that_dbt_executes(tmp_path: Path) -> None:
    root, file = tmp_path / "project", tmp_path / "dbt" / "w.duckdb"
    copy_project(root)
    theirs = [_refreshed_by_dbt(root, world, file) for world in _states()]

    (tmp_path / "proof").mkdir()
    name = str(tmp_path / "proof" / file.name) if warehouses.IS_FILE else None
    project = Project(root, {}, name)
    try:
        for number, world in enumerate(_states()):
            project.set_variables(variables(world))
            project.set_segments(segment_file(rule) for rule in world.rules.values())
            send(world, project.warehouse, LISTS)
            project.have_seeds()
            project.forget_relations()
            project.started_at = _started_at(theirs[number]["refresh_plan"])
            project.refresh()
            assert _different(_by_node(project.statements), theirs[number]) == {}, f"refresh {number + 1}"
    finally:
        project.close()
    assert sum(map(len, theirs[1].values())) > 100


def _states() -> Iterator[ChangingWorld]:
    """Yields a world, and the same world after arrivals, another trait, another definition and a day."""
    world, choose = ChangingWorld(Seeded(SEED), SEGMENTS), Seeded(SEED + 1)
    world.as_of = f"{world.now.isoformat()}Z"
    yield world
    world.arrive(choose)
    world.correct(choose)
    world.traits_change(choose)
    world.rules.edit(choose, world.words())
    world.now += timedelta(hours=26)
    world.as_of = f"{world.now.isoformat()}Z"
    yield world


def _refreshed_by_dbt(root: Path, world: ChangingWorld, file: Path) -> Statements:
    """Refreshes by two runs of dbt with the audit between. Returns what they executed, by node."""
    shutil.rmtree(root / "models" / "segments", ignore_errors=True)
    for rule in world.rules.values():
        write(root, segment_file(rule))
    file.parent.mkdir(exist_ok=True)
    with _opened(root, file) as warehouse:
        warehouse.database.execute("create schema if not exists raw")
        send(world, warehouse, LISTS)
        for name, columns in seed_columns(root).items():
            warehouse.database.execute(f"create table if not exists raw.{name} ({columns})")
    executed = _run(root, world, file, *CANDIDATES)
    with _opened(root, file) as warehouse:
        warehouse.database.execute(
            """
            insert into audit.verdicts
            select release_id, segment, 'chosen', 'hold', true, '', ''
            from membership.refresh_plan cross join membership.segment_definitions
            """
        )
        standing = warehouse.database.execute(
            "select table_name from information_schema.views where table_schema = 'ledger'"
        )
        views = [name for (name,) in standing.fetchall()]
    return _by_node(executed + _run(root, world, file, "ledger", without=views))


@contextmanager
def _opened(root: Path, file: Path) -> Iterator[Warehouse]:
    """Opens the warehouse that dbt works on, between its runs."""
    if warehouses.IS_FILE:
        with duckdb.connect(str(file)) as instance:
            yield DuckDBWarehouse(instance)
    else:
        with closing(PostgreSQLWarehouse(warehouses.environment(root)["PGDATABASE"])) as warehouse:
            yield warehouse


def _run(
    root: Path, world: ChangingWorld, file: Path, *folders: str, without: list[str] | None = None
) -> list[tuple[str, str]]:
    shutil.rmtree(root / "logs", ignore_errors=True)
    command = [sys.executable, "-W", "ignore", "-m", "dbt.cli.main", "--quiet", "--log-format-file", "json"]
    command += ["--log-level-file", "debug", "run"]
    command += ["--vars", json.dumps(variables(world))]
    command += ["--select", *[f"path:models/{folder}" for folder in folders]]
    command += ["--exclude", *without] if without else []
    told = {"SEGMENTS_WAREHOUSE": str(file), AUDITED: "true"}
    environment = clean_environment(root) | told
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (root / "logs" / "dbt.log").read_text(encoding="utf-8").splitlines()
    events = [event for event in map(json.loads, lines) if event["info"]["name"] == "SQLQuery"]
    return [
        (event["data"]["node_info"]["node_name"], event["data"]["sql"])
        for event in events
        if event["data"].get("node_info", {}).get("node_name")
    ]


def _by_node(statements: list[tuple[str, str]]) -> Statements:
    """Returns the effective statements, in order, without comments and the time in temporary names."""
    found: Statements = {}
    for node, sql in statements:
        if node != "looks" and not LOOKS.search(sql):
            text = re.sub(r"/\*.*?\*/|--[^\n]*", " ", DATABASE.sub("", sql), flags=re.DOTALL)
            text = re.sub(r"(__dbt_tmp)\d+", r"\1", " ".join(text.split())).rstrip("; ")
            # dbt names an index by a hash of its definition and the time.
            text = re.sub(r'(index if not exists )"\w{32}"', r"\1", text)
            found.setdefault("on-run-start" if "on-run-start" in node else node, []).append(text)
    return found


def _started_at(statements: list[str]) -> datetime:
    """Returns when dbt started, which the harness must use as the present too."""
    (made,) = (sql for sql in statements if sql.startswith("create table"))
    started = re.search(r"timestamp '([^']+)' as started_at", made)
    assert started
    return datetime.fromisoformat(started[1]).replace(tzinfo=UTC)


def _different(ours: Statements, theirs: Statements) -> dict[str, tuple[str, str]]:
    """Returns, by node, the first statement that differs: the harness's and dbt's."""
    found = {}
    for node in {*ours, *theirs}:
        pairs = zip_longest(ours.get(node, []), theirs.get(node, []), fillvalue="nothing")
        for pair in pairs:
            if pair[0] != pair[1]:
                found[node] = pair
                break
    return found
