"""The demonstration on the project's own PostgreSQL server, compared with DuckDB at three clocks."""

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest
import sqlalchemy
from conftest import BuiltProject, copy_project
from own_server import Server, served, unnamed

from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.postgres import name_server

CLOCKS = ("2017-06-30", "2017-09-30", "latest")

# What readers see, without the times at which the refreshes ran.
COMPARED = {
    "catalogue": """
        select segment, family, description, objective, owner, owner_email, access, cadence, status,
            held_reason, size, share, unknown, value, as_of, release_id, rule_sql, definition_hash
        from {schema}.segments""",
    "members": "select segment, customer_id, entered_at, as_of from {schema}.segment_members",
    "history": """
        select stays.segment, stays.customer_id, stays.entered_at, stays.exited_at, began.release_id,
            ended.release_id as ended_by
        from {schema}.segment_history as stays
        inner join {schema}.segment_releases as began on stays.recorded_at = began.published_at
        left join {schema}.segment_releases as ended on stays.superseded_at = ended.published_at""",
    "changes": "select * from {schema}.segment_changes",
    "metrics": "select * from {schema}.segment_metrics",
    # The age of the newest event depends on the time of the query.
    "audits": """
        select segment, check_name, severity, passed, expected, release_id,
            case when check_name <> 'events_are_fresh' then observed end as observed
        from {schema}.segment_audits""",
    "drift": "select * from {schema}.segment_drift",
    "releases": """
        select release_id, as_of, status, segments_published, segments_held, events_seen,
            customers_recomputed, mode, full_reason, events_read, by_events, by_traits, by_lists, by_clock,
            by_expiry, by_history, definitions_changed, rows_written, made_public
        from {schema}.segment_releases""",
}


class File(BuiltProject):
    """A copy of the project with its DuckDB file, whatever the target of the other tests."""

    @property
    def environment(self) -> dict[str, str]:
        return unnamed()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """The demonstration on PostgreSQL, refreshed at the three clocks."""
    with served(tmp_path_factory.mktemp("postgres") / "project") as project:
        for clock in CLOCKS:
            project.refresh("--as-of", clock)
        yield project


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> BuiltProject:
    """The demonstration on DuckDB, refreshed at the three clocks."""
    project = File(copy_project(tmp_path_factory.mktemp("duckdb") / "project").root)
    for clock in CLOCKS:
        project.refresh("--as-of", clock)
    return project


@pytest.mark.parametrize("schema", ["published", "hidden"])
@pytest.mark.parametrize("what", COMPARED)
def test_what_readers_see_is_the_same_on_both(server: Server, file: BuiltProject, what: str, schema: str):
    query = COMPARED[what].format(schema=schema)
    ours, theirs = (sorted(map(_plain, project.rows(query)), key=repr) for project in (server, file))
    assert ours
    assert len(ours) == len(theirs)
    differing = [pair for pair in zip(ours, theirs, strict=True) if not _alike(*pair)]
    assert not differing, f"{len(differing)} of {len(ours)} rows, such as {differing[0]}"


def test_the_second_and_third_clock_were_incremental(server: Server):
    assert server.rows("select mode from published.segment_releases order by release_id") == [
        ("full",),
        ("incremental",),
        ("incremental",),
    ]


def test_the_input_is_loaded_once_and_like_duckdbs(server: Server, file: BuiltProject):
    for table in ("raw.transactions", "raw.demographics", "synthetic.visits", "synthetic.contacts"):
        counted = f"select count(*) from {table}"
        assert server.rows(counted) == file.rows(counted)
    loads = "select table_name, origin, version, bytes, fingerprint, row_count from raw.loads"
    assert sorted(server.rows(loads)) == sorted(file.rows(loads))
    sums = (
        "select sum(household_id), round(sum(cast(sales_value as numeric(18, 4))), 2) from raw.transactions"
    )
    assert server.rows(sums) == file.rows(sums)
    nulls = "select count(*), count(email), count(is_consented) from synthetic.contacts"
    assert server.rows(nulls) == file.rows(nulls)


def test_each_segments_relation_holds_its_members(server: Server):
    counted = server.rows("select segment, count(*) from published.segment_members group by segment")
    assert len(counted) > 30
    for segment, members in counted:
        assert server.rows(f'select count(*), count(entered_at) from published."{segment}"') == [
            (members,) * 2
        ]


# The queries of a dashboard's tiles.
TILES = {
    "sizes by family": """
        select family, count(*) as segments, sum(size) as members, sum(value) as value
        from published.segments where status in ('live', 'new') group by family order by members desc""",
    "size over time": """
        select metrics.as_of, metrics.segment, metrics.size, metrics.value_mean
        from published.segment_metrics as metrics
        inner join published.segment_releases as releases on metrics.release_id = releases.release_id
        where metrics.segment in ('champions', 'gold_tier') order by metrics.as_of, metrics.segment""",
    "who came and went": """
        select segment, change, count(distinct customer_id) as customers
        from published.segment_changes where release_id = (select max(release_id) from published.segments)
        group by segment, change""",
    "an audience": """
        select members.customer_id, members.entered_at, segments.owner_email
        from published.segment_members as members
        inner join published.segments as segments on members.segment = segments.segment
        where members.segment = 'win_back_targets'""",
    "what was found": "select * from published.segment_audits where not passed",
}


@pytest.fixture(scope="module")
def dashboard(server: Server) -> Iterator[sqlalchemy.Engine]:
    """A BI tool's connections: SQLAlchemy, as a user in the role segments_reader."""
    with server.connected() as connection:
        connection.execute("create role superset login in role segments_reader")
    _, _, _, port, folder, *_ = server.place
    url = f"postgresql+psycopg2://superset@/warehouse?host={folder}&port={port}"
    engine = sqlalchemy.create_engine(url)
    yield engine
    engine.dispose()


def test_a_bi_tool_finds_the_published_tables_with_their_columns(server: Server, dashboard):
    found = sqlalchemy.MetaData()
    found.reflect(dashboard, schema="published", views=True)
    segments = found.tables["published.segments"]
    assert {"segment", "size", "value", "as_of", "rule_sql"} <= set(segments.columns.keys())
    with dashboard.connect() as connection:
        sizes = dict(connection.execute(sqlalchemy.select(segments.c.segment, segments.c.size)).fetchall())
    assert sizes == dict(server.rows("select segment, size from published.segments"))
    assert "published.champions" in found.tables
    assert not any(name in text for name in ("vip_care", "complaint_risk") for text in found.tables)


@pytest.mark.parametrize("tile", TILES)
def test_a_tile_of_a_dashboard_answers(server: Server, dashboard, tile: str):
    with dashboard.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sqlalchemy.text(TILES[tile]))]
    assert rows
    assert sorted(rows, key=repr) == sorted(server.rows(TILES[tile]), key=repr)


def test_a_bi_tool_gets_no_further(dashboard):
    for relation in ("hidden.segments", "core.customers", "ledger.current_members", "raw.transactions"):
        with (
            dashboard.connect() as connection,
            pytest.raises(sqlalchemy.exc.ProgrammingError, match="permission denied"),
        ):
            connection.execute(sqlalchemy.text(f"select * from {relation} limit 1"))


def test_a_server_that_was_killed_is_started_again(server: Server):
    """Even if one of its processes was working and doesn't notice."""
    before = server.rows("select count(*) from published.segment_members")
    killed = int(server.place[0])
    long = threading.Thread(target=_reckon_for_hours, args=[server])
    long.start()
    while server.rows(f"select 1 from pg_stat_activity where query = '{LONG}' and state = 'active'") == []:
        time.sleep(0.1)
    os.kill(killed, signal.SIGKILL)
    while Path(f"/proc/{killed}").exists():
        time.sleep(0.1)
    done = server.segments("list", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(server.place[0]) != killed
    assert server.rows("select count(*) from published.segment_members") == before
    assert len(json.loads(done.stdout)) > 30
    long.join()


LONG = "select count(*) from generate_series(1, 100000000) as a, generate_series(1, 100000) as b"


def _reckon_for_hours(server: Server) -> None:
    with pytest.raises(psycopg2.OperationalError):
        server.rows(LONG)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "mysql://someone:secret@host/shop",
            "DATABASE_URL: it is not a URL of a PostgreSQL database, such as"
            " postgresql://user:password@host:5432/database.",
        ),
        ("postgresql://host/shop?colour=red", "DATABASE_URL: it is not a URL of a PostgreSQL database"),
        (
            "postgresql://someone:secret@127.0.0.1:9/shop",
            "postgresql://someone@127.0.0.1:9/shop can't be reached: connection to server at",
        ),
    ],
)
def test_a_server_that_is_not_there_is_told_in_a_sentence(tmp_path: Path, url: str, sentence: str):
    project = copy_project(tmp_path / "project")
    environment = unnamed() | {"DATABASE_URL": url}
    command = [sys.executable, "-m", "orchestration.cli", "list", "--target", "postgres"]
    done = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert "secret" not in done.stdout + done.stderr
    assert not (project.root / "warehouse" / "postgres").exists()


def test_a_url_becomes_the_variables_that_everything_reads(monkeypatch, tmp_path: Path):
    environment = {"DATABASE_URL": "postgresql+psycopg2://me:s%40y@db.example:5433/shop?sslmode=require"}
    monkeypatch.setattr(os, "environ", environment)
    name_server(Project(tmp_path, "postgres"))
    del environment["DATABASE_URL"]
    assert environment == {
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGUSER": "me",
        "PGPASSWORD": "s@y",
        "PGDATABASE": "shop",
        "PGSSLMODE": "require",
        "PGTZ": "UTC",
    }


def test_a_url_with_a_parameter_that_is_not_passed_on_is_refused(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(os, "environ", {"DATABASE_URL": "postgresql://db.example/shop?keepalives=1"})
    with pytest.raises(RefusedError, match="DATABASE_URL: 'keepalives' isn't supported; supported are host,"):
        name_server(Project(tmp_path, "postgres"))


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(value.normalize() if isinstance(value, Decimal) else value for value in row)


def _alike(ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> bool:
    """Returns whether two rows are equal, apart from the last digits of floating point numbers."""
    return all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
        if isinstance(a, float) and isinstance(b, float)
        else a == b
        for a, b in zip(ours, theirs, strict=True)
    )
