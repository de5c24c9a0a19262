"""What is published on PostgreSQL changes in place: readers, and what they built on it, lose nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from own_server import Server, served
from small_shop import DAY, open_shop

AS_OF = ("--as-of", DAY)
OIDS = (
    "select relname, pg_class.oid from pg_class inner join pg_namespace on relnamespace = pg_namespace.oid"
    " where nspname in ('published', 'bi') order by 1, 2"
)
DEFINITION = "select pg_get_viewdef('published.{0}'::regclass)"
COLUMNS = (
    "select attname from pg_attribute where attrelid = 'published.segment_members'::regclass and attnum > 0"
    " order by attnum"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Server]:
    """The small shop, with views of BI's own over what it publishes, and a manually granted right."""
    with served(tmp_path_factory.mktemp("views") / "project") as project:
        open_shop(project)
        with project.connected() as connection:
            for statement in (
                "create role bi login in role segments_reader",
                "create role accountant login",
                "grant usage on schema published to accountant",
                "grant select on published.segment_members to accountant",
                "create schema bi authorization bi",
            ):
                connection.execute(statement)
        with project.connected(user="bi") as connection:
            connection.execute("create view bi.sizes as select segment, size from published.segments")
            connection.execute("create view bi.members as select * from published.segment_members")
            connection.execute("create materialized view bi.loyal as select * from published.loyal")
        yield project


def _edit(root: Path, file: str, pattern: str, replacement: str) -> None:
    path = root / file
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"))
    assert count
    path.write_text(text, encoding="utf-8")


def test_another_variable_changes_no_view_and_waits_for_no_reader(shop: Server):
    """All views were dropped, with what BI had built on them. An open cursor blocked that for 25 s."""
    before = shop.rows(OIDS)
    _edit(shop.root, "dbt_project.yml", "value_days: 365", "value_days: 300")
    with shop.connected(user="bi") as reader:
        reader.execute("begin")
        for name in ("segments", "segment_members", "loyal", "segment_drift"):
            reader.execute(f"select * from published.{name}")
        shop.refresh(*AS_OF)
    assert shop.rows(OIDS) == before
    assert shop.rows("select * from audit.outdated_views") == []


def test_what_cannot_be_changed_stays_and_is_told_and_the_next_start_completes_it(shop: Server):
    before = shop.rows(OIDS)
    _edit(shop.root, "macros/publication/published_drift.sql", "where drift", "where 7 = 7 and drift")
    # PostgreSQL can't reorder columns in place.
    _edit(shop.root, "macros/publication/published_members.sql", "entered_at, as_of", "as_of, entered_at")
    _edit(shop.root, "macros/publication/published_audits.sql", "where\n", "where\n    8 = 8 and\n")
    with shop.connected(user="bi") as reader:
        reader.execute("begin")
        reader.execute("declare looking cursor for select * from published.segment_drift")
        reader.execute("fetch 1 from looking")
        (session,) = reader.execute("select pg_backend_pid()").fetchone()
        done = shop.segments("refresh", *AS_OF)
        assert done.returncode == 0, done.stderr
    assert shop.rows(OIDS) == before
    said = (shop.root / "warehouse" / "notices.log").read_text(encoding="utf-8")
    assert f"published.segment_drift stays as it was: session {session} of bi reads it." in said
    built = "its columns change, and others have built on it (bi.loyal, bi.members)"
    assert f"published.segment_members stays as it was: {built}" in said
    assert "8 = 8" in shop.rows(DEFINITION.format("segment_audits"))[0][0].replace("(", "")
    assert "7 = 7" not in shop.rows(DEFINITION.format("segment_drift"))[0][0].replace("(", "")

    with shop.connected(user="bi") as connection:
        connection.execute("drop view bi.members")
        connection.execute("drop materialized view bi.loyal")
    with shop.connected() as connection:
        connection.execute("insert into shop.customers values (null, 'SE')")
    done = shop.segments("refresh", *AS_OF)
    assert done.returncode == 1 and "Nothing was published" in done.stderr
    assert "7 = 7" in shop.rows(DEFINITION.format("segment_drift"))[0][0].replace("(", "")
    assert [name for (name,) in shop.rows(COLUMNS)][:4] == ["segment", "customer_id", "as_of", "entered_at"]
    names = [name for name, _ in before if name not in ("members", "loyal")]
    assert [name for name, _ in shop.rows(OIDS) if name != "loyal"] == names
    with shop.connected(user="accountant") as connection:
        assert connection.execute("select count(*) > 0 from published.segment_members").fetchone() == (True,)
    with shop.connected(user="bi") as connection:
        assert connection.execute("select count(*) > 0 from published.loyal").fetchone() == (True,)
        assert connection.execute("select count(*) > 0 from bi.sizes").fetchone() == (True,)


def test_a_segment_that_goes_leaves_what_others_built_on_it(shop: Server):
    with shop.connected() as connection:
        connection.execute("delete from shop.customers where customer_id is null")
    with shop.connected(user="bi") as connection:
        connection.execute("create view bi.swedes as select * from published.loyal_swedes")
    for ending in ("sql", "yml"):
        (shop.root / "models" / "segments" / "value" / f"loyal_swedes.{ending}").unlink()
    shop.refresh(*AS_OF)
    done = shop.segments("refresh", *AS_OF)
    assert done.returncode == 0, done.stderr
    said = (shop.root / "warehouse" / "notices.log").read_text(encoding="utf-8")
    assert (
        "published.loyal_swedes stays as it was: its segment is gone, and view bi.swedes is built on it"
        in said
    )
    with shop.connected(user="bi") as connection:
        assert connection.execute("select * from bi.swedes").fetchall() == []
