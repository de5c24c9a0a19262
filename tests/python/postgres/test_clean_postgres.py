"""`make clean` on PostgreSQL: the project's own server goes, unless others keep tables in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from own_server import Server, served

KEPT = "warehouse/postgres stays, stopped and whole, with shop.orders, which the project didn't make.\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """A project whose server has a table of the user's own."""
    with served(tmp_path_factory.mktemp("cleaned") / "project") as project:
        with project.connected() as connection:
            connection.execute("create schema shop")
            connection.execute("create table shop.orders as select 7 as order_id")
            # As a refresh leaves it.
            connection.execute("create schema ledger")
            connection.execute("create table ledger.releases as select 1 as release_id")
        yield project


def _clean(project: Server, **environment: str) -> str:
    command = [sys.executable, "-m", "orchestration.cli.clean"]
    environment = project.environment | environment
    done = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_table_of_ones_own_stays_with_its_server(server):
    assert _clean(server) == KEPT
    assert not (server.root / "warehouse" / "postgres" / "postmaster.pid").exists()
    server.start()
    with server.connected() as connection:
        assert connection.execute("select order_id from shop.orders").fetchall() == [(7,)]


def test_what_can_not_be_looked_into_stays(server):
    said = _clean(server, DATABASE_URL="postgresql://nobody@localhost:1/nothing")
    assert said == "warehouse/postgres stays, stopped: it can't be checked while another server is named.\n"
    assert (server.root / "warehouse" / "postgres" / "PG_VERSION").is_file()


def test_a_server_that_holds_nothing_else_goes(server):
    server.start()
    with server.connected() as connection:
        connection.execute("drop schema shop cascade")
    assert _clean(server) == ""
    assert not (server.root / "warehouse").exists()
