"""If two processes write to one PostgreSQL at once, one of them writes nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import commands
import psycopg2
import pytest
from conftest import clean_environment
from own_server import Server, served
from small_shop import DAY, open_shop

from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.sessions import HOLD
from orchestration.warehouse.writer import KEY

AS_OF = ("--as-of", DAY)
RELEASES = "select release_id from published.segment_releases order by 1"
DISAGREEING = """
select segment from published.segments as segments
where status <> 'retired' and size <> (
    select count(*) from published.segment_members as members where members.segment = segments.segment
) or size <> (
    select sum(case when change = 'entered' then 1 else -1 end)
    from published.segment_changes as changes where changes.segment = segments.segment
)
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Server]:
    """The small shop on a server of its own, with a short timeout for idle sessions."""
    with served(tmp_path_factory.mktemp("writers") / "project") as project:
        with project.connected() as connection:
            connection.execute("alter database warehouse set idle_session_timeout = '2s'")
        open_shop(project)
        yield project


@pytest.fixture
def clone(shop: Server, tmp_path: Path) -> Path:
    """Another folder with the same project, whose refreshes know the server by its address."""
    root = tmp_path / "clone"
    made = {str(shop.root): {"warehouse", "target", "logs"}}
    shutil.copytree(shop.root, root, ignore=lambda folder, _: made.get(folder, set()))
    (root / "warehouse").mkdir()
    return root


def _environment(shop: Server) -> dict[str, str]:
    _, _, _, port, folder, *_ = shop.place
    return shop.environment | {
        "PGHOST": folder,
        "PGPORT": port,
        "PGUSER": "postgres",
        "PGDATABASE": "warehouse",
    }


def _waiting(shop: Server, step: str, go: Path) -> subprocess.Popen[str]:
    program = str(Path(__file__).parents[1].joinpath("writers_run.py"))
    environment = _environment(shop) | {"PYTHONPATH": str(shop.root)}
    refresh = subprocess.Popen(
        [sys.executable, program, step, str(go), "refresh", *AS_OF],
        cwd=shop.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert refresh.stdout and refresh.stdout.readline() == "waiting\n", refresh.communicate()
    return refresh


def _orders(shop: Server, prefix: str, customer: str) -> None:
    with shop.connected() as connection:
        connection.execute(
            f"insert into shop.orders select '{prefix}' || n, '{customer}', 'order', timestamp '{DAY} 10:00',"
            " 5, 'web' from generate_series(1, 4) as n"
        )


@pytest.mark.parametrize("step", ["audit", "publish"])
def test_a_refresh_that_lost_its_turn_publishes_nothing(shop: Server, clone: Path, tmp_path: Path, step: str):
    """The server ended an idle session, and two refreshes both made "release 13", half of each."""
    (before,) = shop.rows(RELEASES)[-1]
    _orders(shop, f"a-{step}", "c10")
    first = _waiting(shop, step, tmp_path / "go")
    with shop.connected() as connection:
        ended = connection.execute(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted"
            f" and objsubid = 1 and (cast(classid as bigint) << 32) + cast(objid as bigint) = {KEY}"
        ).fetchall()
    assert ended == [(True,)]
    _orders(shop, f"b-{step}", "c15")
    second = commands.run(("refresh", *AS_OF), clone, _environment(shop))
    assert second.returncode == 0, second.stderr
    (tmp_path / "go").touch()
    _, said = first.communicate()
    assert first.returncode == 1
    assert "another refresh has begun to write since this one did" in said
    assert "Traceback" not in said
    assert shop.rows(RELEASES)[-1] == (before + 1,)
    assert shop.rows(DISAGREEING) == []
    shop.refresh(*AS_OF)
    assert shop.rows(DISAGREEING) == []


def test_nobody_takes_a_turn_while_a_session_that_writes_is_open(shop: Server, clone: Path):
    before = shop.rows(RELEASES)
    with shop.connected() as writing:
        writing.execute("set idle_session_timeout = 0")
        writing.execute(f"select pg_advisory_lock_shared({HOLD})")
        (session,) = writing.execute("select pg_backend_pid()").fetchone()
        done = commands.run(("refresh", *AS_OF), clone, _environment(shop))
    assert done.returncode == 1
    assert f"(session {session} from this machine, since 20" in done.stderr
    assert shop.rows(RELEASES) == before


def test_dbt_by_hand_writes_neither_beside_a_refresh_nor_as_somebody_else(shop: Server):
    """What it made belonged to its user, so that no later refresh could remake it.

    dbt continued after the refusal, which comes from a hook, and made views.
    """
    command = [sys.executable, "-m", "dbt.cli.main", "run", "--select", "event_names", "current_members"]
    owner = "select tableowner from pg_tables where tablename = 'event_names'"
    environment = clean_environment() | _environment(shop)

    def by_hand(**options: str) -> str:
        done = subprocess.run(
            command, cwd=shop.root, env=environment | options, capture_output=True, text=True
        )
        return done.stdout if done.returncode else ""

    refused = by_hand()
    assert (
        "the objects of the project belong to segments_writer, and dbt by hand writes as postgres" in refused
    )
    assert "OK created" not in refused
    with shop.connected() as writing:
        writing.execute("set idle_session_timeout = 0")
        writing.execute(f"select pg_advisory_lock({KEY})")
        assert "another refresh writes" in by_hand(PGOPTIONS="-c role=segments_writer")
    assert by_hand(PGOPTIONS="-c role=segments_writer") == ""
    assert shop.rows(owner) == [("segments_writer",)]


def test_what_a_server_says_as_it_ends_a_connection_is_what_is_told(shop: Server):
    """The rollback that followed told instead that a cursor is closed."""
    _, _, _, port, folder, *_ = shop.place
    with closing(psycopg2.connect(host=folder, port=port, user="postgres", dbname="warehouse")) as connection:
        connection.autocommit = True
        warehouse = Warehouse(connection, "%s", psycopg2.Error)
        (row,) = warehouse.rows("select pg_backend_pid() as pid")
        with pytest.raises(psycopg2.Error, match="server closed the connection"), warehouse.transaction():
            with shop.connected() as other:
                other.execute(f"select pg_terminate_backend({row['pid']})").fetchall()
            warehouse.rows("select pg_sleep(5)")
