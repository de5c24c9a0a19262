"""`segments erase`: an erased customer is gone wherever the project kept them, and stays gone."""

import json
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import BuiltProject, clean_environment, copy_built
from small_shop import DAY

from orchestration.erasure.tombstones import CREATE_KEY, CREATE_TOMBSTONES
from orchestration.ingest.loads import Load, load_once
from orchestration.warehouse.lock import writer_lock

AS_OF = ("--as-of", DAY)
OURS = "table_schema not in ('shop', 'pg_catalog', 'information_schema')"
READERS = "table_schema in ('main', 'published')"
LEAVERS = ("leaver-no-7391", "leaver-no-8842")
LOYAL, QUIET = LEAVERS

# One is loyal, Swedish and recent, the other never ordered.
JOIN = f"insert into shop.customers values ('{LOYAL}', 'SE'), ('{QUIET}', null)"
STAMP = "alter table shop.orders add column loaded_at timestamp"
STAMPED = "update shop.orders set loaded_at = occurred_at"


def _orders(customer: str, prefix: str, count: int = 4, loaded: str = f"timestamp '{DAY}'") -> str:
    return (
        f"insert into shop.orders select '{prefix}' || n, '{customer}', 'order',"
        f" timestamp '{DAY}' - n * interval '1 day', 90.0, 'web', {loaded}"
        f" from generate_series(0, {count - 1}) as numbers(n)"
    )


def _copy(project: BuiltProject, root: Path, *changes: str) -> BuiltProject:
    copy = copy_built(project, root)
    _change(copy, *changes)
    return copy


def _change(project: BuiltProject, *changes: str) -> None:
    with project.connected(read_only=False) as connection:
        for change in changes:
            connection.execute(change)


def _erase(project: BuiltProject) -> dict:
    done = project.segments("erase", *LEAVERS, "--yes", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def before(built_shop, tmp_path_factory) -> BuiltProject:
    """The shop with two more customers, in its second release."""
    root = tmp_path_factory.mktemp("before") / "project"
    project = _copy(built_shop, root, STAMP, STAMPED, JOIN, _orders(LOYAL, "leaver-order-"))
    project.refresh(*AS_OF)
    return project


@pytest.fixture(scope="module")
def twin(built_shop, tmp_path_factory) -> BuiltProject:
    """The shop that never had them, in its second release."""
    project = _copy(built_shop, tmp_path_factory.mktemp("twin") / "project", STAMP, STAMPED)
    project.refresh(*AS_OF)
    return project


@pytest.fixture(scope="module")
def erased(before, tmp_path_factory) -> BuiltProject:
    """The shop after the erasure. Its own relations still name the two customers."""
    project = _copy(before, tmp_path_factory.mktemp("erased") / "project")
    answer = _erase(project)
    assert answer["erased"] == list(LEAVERS)
    assert (answer["rows"]["core.events"], answer["rows"]["core.customers"]) == (4, 2)
    assert answer["still_named_by"] == ["shop.customers: 2 rows", "shop.orders: 4 rows"]
    return project


def _naming(opened: AbstractContextManager[Any], where: str) -> list[str]:
    """Returns tables and views with a cell that contains one of the IDs, whatever its column's name."""
    with opened as connection:
        tables = connection.execute(
            f"select table_schema, table_name from information_schema.tables where {where}"
        ).fetchall()
        assert len(tables) > 5
        return [
            f"{schema}.{table}"
            for schema, table in tables
            for customer in LEAVERS
            if connection.execute(
                f'select 1 from "{schema}"."{table}" as t'
                f" where cast(t as varchar) like '%{customer}%' limit 1"
            ).fetchone()
        ]


def _assert_gone(project: BuiltProject) -> None:
    assert _naming(project.connected(), OURS) == []
    assert _naming(project.reading(), READERS) == []
    for file in project.reader_file.parent.rglob("*.parquet"):
        with duckdb.connect() as connection:
            rows = connection.execute(f"select cast(t as varchar) from '{file}' as t").fetchall()
        assert not any(customer in row for (row,) in rows for customer in LEAVERS), file


def _state(project: BuiltProject) -> dict[str, list]:
    """Returns everything that is kept about customers, and the sizes, without the times of writing."""
    queries = {
        "core.events": "select * from core.events",
        "core.customers": "select * from core.customers",
        "verdicts": "select * from membership.customer_verdicts",
        "words": "select * from membership.published_words",
        "standing": "select * from features.standing_features",
        "members": "select * from published.segment_members union all select * from hidden.segment_members",
        "changes": "select * from published.segment_changes",
        "stays": "select * from ledger.segment_stays",
        "sizes": "select segment, size, round(cast(share as numeric), 6) from published.segments",
    }
    return {name: project.rows(f"{query} order by all") for name, query in queries.items()}


def test_before_they_are_everywhere(before):
    """Otherwise, their absence afterwards would prove nothing."""
    named = _naming(before.connected(), OURS)
    assert {
        "core.customers",
        "core.events",
        "features.standing_features",
        "ledger.segment_stays",
        "ledger.segment_change_log",
        "membership.customer_verdicts",
        "published.loyal",
        "published.segment_history",
        "hidden.quiet",
    } <= set(named)
    seen = _naming(before.reading(), READERS)
    assert {"main.segment_members", "published.segment_members"} & set(seen)


def test_no_table_view_or_file_for_readers_names_them_afterwards(erased):
    _assert_gone(erased)


def test_everything_else_is_that_of_a_twin_who_never_had_them(erased, twin):
    assert _state(erased) == _state(twin)


@pytest.mark.duckdb
def test_no_file_holds_the_ids_as_bytes_once_the_source_has_forgotten_them_too(before, tmp_path):
    def holding(folder: Path) -> list[str]:
        files = [file for file in folder.rglob("*") if file.is_file()]
        texts = [customer.encode() for customer in LEAVERS]
        return [file.name for file in files if any(text in file.read_bytes() for text in texts)]

    project = _copy(before, tmp_path / "project")
    assert "warehouse.duckdb" in holding(project.root / "warehouse")
    assert "segments.duckdb" in holding(project.root / "published")
    forget = [
        f"delete from shop.{table} where customer_id like 'leaver%'" for table in ("orders", "customers")
    ]
    _change(project, *forget)
    assert _erase(project)["still_named_by"] == []
    assert holding(project.root) == []


def test_refreshes_leave_them_out_whatever_arrives(erased, twin, tmp_path):
    """New orders of theirs, a list that names them, and new orders of others arrive."""
    other = _orders("c05", "late-", 2, f"timestamp '{DAY} 01:00:00'")
    theirs = _orders(LOYAL, "again-", 3, f"timestamp '{DAY} 01:00:00'")
    project = _copy(erased, tmp_path / "project", other, theirs)
    untouched = _copy(twin, tmp_path / "twin", other)
    lists = project.root / "seeds" / "imported_list_rows.csv"
    with lists.open("a", encoding="utf-8") as file:
        file.write(f"vip_service,{LOYAL},2024-01-01 00:00:00,crm\n")
    answers = [shop.refresh(*AS_OF) for shop in (project, untouched)]
    assert [answer["release"]["mode"] for answer in answers] == ["incremental", "incremental"]
    assert answers[0]["release"]["events_read"] == answers[1]["release"]["events_read"]
    _assert_gone(project)
    assert _state(project) == _state(untouched)
    again = _erase(project)
    line = len(lists.read_text(encoding="utf-8").splitlines())
    assert again["rows"] == {}
    assert f"seeds/imported_list_rows.csv:{line}" in again["still_named_by"]


def _hash_by_hand(secret: str) -> str:
    return f"'k' || substr(md5('{secret}' || md5('{secret}' || md5('{LOYAL}'))), 1, 31)"


@pytest.mark.parametrize("secret", [None, "a key", "lost"])
def test_a_full_refresh_leaves_them_out(shop_in_memory, secret):
    """Also by the plain hashes of versions without a key. If the key is lost, nobody is admitted."""
    query = shop_in_memory.database.execute
    query(JOIN)
    query(_orders(LOYAL, "leaver-order-"))
    shop_in_memory.refresh()
    named = "select count(*), count(*) filter (where customer_id = '{}') from {}"
    kept = ("core.customers", "core.events", "membership.customer_verdicts")
    assert all(query(named.format(LOYAL, table)).fetchone()[1] for table in kept)

    query(CREATE_TOMBSTONES)
    hashed = f"md5('{LOYAL}')" if secret is None else _hash_by_hand(secret)
    query(f"insert into ledger.erased_customers values ({hashed}, timestamp '{DAY}')")
    if secret == "a key":
        query(CREATE_KEY)
        query(f"insert into ledger.erasure_key values ('{secret}')")
    shop_in_memory.forget_relations()

    shop_in_memory.refresh(full=True)
    for table in kept:
        everybody, erased = query(named.format(LOYAL, table)).fetchone()
        assert (everybody > 0, erased) == (secret != "lost", 0), table


def test_an_event_that_turns_out_to_be_theirs_is_nobodys(erased, tmp_path):
    """A correction that reassigns c04's order to an erased customer removes it from c04."""
    loaded = f"timestamp '{DAY} 02:00:00'"
    columns = f"event_id, '{LOYAL}', event_name, occurred_at, amount, channel, {loaded}"
    corrected = f"insert into shop.orders select {columns} from shop.orders where event_id = 'o4-1'"
    project = _copy(erased, tmp_path / "project", corrected)
    assert project.refresh(*AS_OF)["release"]["mode"] == "incremental"
    _assert_gone(project)
    assert project.rows("select event_id from core.events where customer_id = 'c04' order by 1") == [
        ("o4-0",),
        ("o4-2",),
        ("o4-3",),
    ]


def test_whoever_asks_for_them_is_told_that_there_is_no_such_customer(erased):
    done = erased.segments("explain", "loyal", LOYAL)
    assert done.returncode == 1
    assert done.stderr.startswith(f"No customer has the customer_id '{LOYAL}'")
    preview = erased.segments("preview", "loyal", "--as-of", DAY, "--json")
    assert json.loads(preview.stdout)["size"] == 16


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            (LOYAL, "leaver-no-1", "--yes"),
            "No customer has the customer_id 'leaver-no-1': nothing was erased.",
        ),
        (
            (LOYAL,),
            "Nothing was erased: confirm with --yes, because there is no terminal to ask on."
            " You can't undo this.",
        ),
    ],
)
def test_a_slip_erases_nobody(before, arguments, sentence):
    done = before.segments("erase", *arguments)
    assert done.returncode == 1
    assert done.stderr.strip() == sentence
    assert before.rows(f"select count(*) from core.events where customer_id = '{LOYAL}'") == [(4,)]


def test_it_waits_for_the_one_writer(before):
    with writer_lock(before.root / "warehouse" / "refresh.lock"):
        done = before.segments("erase", LOYAL, "--yes")
    assert done.returncode == 1
    assert done.stderr.startswith("Another refresh is running")


KILLED = """
import os, sys
from orchestration.cli import app as cli
from orchestration.erasure import erase
deleted, after = erase.forget_rows, int(sys.argv.pop(1))
def delete(*arguments):
    global after
    after -= 1
    return deleted(*arguments) if after else os.kill(os.getpid(), 9)
erase.forget_rows = delete
cli.main()
"""


@pytest.mark.parametrize("tables", [1, 12])
def test_killed_in_between_nothing_has_happened_and_the_next_time_all_of_it_does(before, tmp_path, tables):
    project = _copy(before, tmp_path / "project")
    arguments = [str(tables), "erase", *LEAVERS, "--yes"]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        cwd=project.root,
        env=clean_environment(project.root),
        check=False,
    )
    assert done.returncode == -9
    assert _state(project) == _state(before)
    _erase(project)
    _assert_gone(project)


def test_a_file_that_is_loaded_anew_brings_nobody_back(tmp_path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(
            "create schema ledger; create table ledger.erased_customers (customer_hash varchar)"
        )
        connection.execute("insert into ledger.erased_customers select md5('2')")
        query = "select n as household_id from range(4) as numbers(n)"
        load_once(connection, Load("raw", "households", query, "file", "1", None, "mark", "household_id"))
        assert connection.execute("from raw.households").fetchall() == [(0,), (1,), (3,)]
