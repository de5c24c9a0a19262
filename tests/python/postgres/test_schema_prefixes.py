"""One database, one prefix per developer: production's clone and Anna's, each with a login of its own."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest
from conftest import copy_project
from own_server import Server, served
from roles_shop import refuses, rows
from small_shop import DAY, furnish, load
from two_prefixes import Under

AS_OF = ("--as-of", DAY)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Under, Under]]:
    """The shop, refreshed in two clones: by an administrator without a prefix, and by anna under hers."""
    folder = tmp_path_factory.mktemp("prefixes")
    with served(folder / "production") as project:
        furnish(project.root)
        with project.connected() as connection:
            load(connection)
        production = Under(project, "", project.root)
        production.refresh(*AS_OF)
        _prepare(project)
        clone = copy_project(folder / "anna").root
        furnish(clone)
        _, _, _, port, host, *_ = project.place
        named = {"PGHOST": host, "PGPORT": port, "PGUSER": "anna", "PGDATABASE": "warehouse"}
        anna = Under(project, "anna_", clone, named)
        anna.refresh(*AS_OF)
        yield production, anna


def _prepare(project: Server) -> None:
    """Runs the administrator's part of docs/operations.md for a developer, and makes a reader per side."""
    with project.connected() as connection:
        for statement in (
            "create role anna_segments_writer",
            "create role anna_segments_reader",
            "create role anna_segments_owner in role anna_segments_reader",
            "create role anna_segments_owner_crm in role anna_segments_owner",
            "create role anna login in role anna_segments_writer",
            "grant create on database warehouse to anna_segments_writer",
            "grant usage on schema shop to anna, anna_segments_writer",
            "grant select on all tables in schema shop to anna, anna_segments_writer",
            "create role bi login in role segments_reader",
            "create role crm login in role segments_owner_crm",
            "create role anna_bi login in role anna_segments_reader",
            "create role anna_crm login in role anna_segments_owner_crm",
        ):
            connection.execute(statement)


def test_both_have_the_same_members_and_neither_wrote_what_is_the_others(shared):
    production, anna = shared
    assert anna.published() == production.published()
    assert len(anna.published()["hidden.segment_members"]) > 0
    assert [release for release, _ in production.written()] == [1]
    assert [release for release, _ in anna.written()] == [1]


def test_two_refreshes_under_two_prefixes_run_at_once(shared):
    """With one lock for the database, one colleague's refresh would wait for the other's."""
    production, anna = shared
    counts = len(production.written()), len(anna.written())
    processes = [one.begun("orchestration.cli", "refresh", *AS_OF) for one in shared]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert (len(production.written()), len(anna.written())) == (counts[0] + 1, counts[1] + 1)
    assert (
        anna.published()["published.segment_members"] == production.published()["published.segment_members"]
    )


def test_readers_and_owners_of_one_see_nothing_of_the_other(shared):
    production, _ = shared
    shop = production.project
    for prefix, other in (("", "anna_"), ("anna_", "")):
        assert rows(shop, f"{prefix}bi", f"select count(*) from {prefix}published.segment_members") > [(0,)]
        assert rows(shop, f"{prefix}crm", f"select count(*) from {prefix}hidden.segment_members") > [(0,)]
        for user, relation in (
            (f"{prefix}bi", f"{prefix}hidden.segment_members"),
            (f"{prefix}bi", f"{other}published.segment_members"),
            (f"{prefix}bi", f"{other}hidden.segment_members"),
            (f"{prefix}crm", f"{other}hidden.segment_members"),
            (f"{prefix}crm", f"{other}hidden.quiet"),
        ):
            assert refuses(shop, user, f"select * from {relation}")


def test_a_developer_may_write_under_their_own_prefix_alone(shared):
    production, anna = shared
    before = production.written()
    done = Under(anna.project, "", anna.root, anna.named).segments("refresh", *AS_OF)
    assert done.returncode == 1
    assert "the objects of the project belong to segments_writer" in done.stderr.replace("\n", " ")
    assert production.written() == before
    with anna.project.connected(user="anna") as connection:
        connection.execute("set role anna_segments_writer")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            connection.execute("delete from ledger.releases")


def test_uninstalling_one_drops_its_own_schemas_alone(shared):
    production, anna = shared
    before = production.published(), production.written()
    done = anna.segments("uninstall", "--yes")
    assert done.returncode == 0, done.stderr
    assert anna.project.rows("select nspname from pg_namespace where starts_with(nspname, 'anna')") == []
    # The roles that it says may be dropped are its own too.
    assert '"anna_segments_writer"' in done.stdout
    assert '"segments_writer"' not in done.stdout
    assert (production.published(), production.written()) == before
