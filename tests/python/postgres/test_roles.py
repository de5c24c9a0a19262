"""What each role may read on PostgreSQL: it connects and tries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import commands
import psycopg2
import pytest
from own_server import Server, served
from roles_shop import (
    AS_OF,
    HIDDEN_TABLES,
    SHARED,
    TELLING,
    as_it_should_be,
    build,
    granted,
    refuses,
    relations,
    rights_given,
    rows,
    run_as,
)
from small_shop import load, write_groups, write_segment

from orchestration.project.layers import SCHEMAS


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("roles") / "project") as project:
        build(project)
        yield project


def test_a_reader_reads_all_that_is_published_and_no_other_relation(shop):
    found = relations(shop)
    assert {schema for schema, _ in found} == set(SCHEMAS) - {"staging", "synthetic", "deliveries", "scores"}
    with shop.connected(user="bi") as connection:
        for schema, name in found:
            query = f'select * from {schema}."{name}"'
            if schema == "published":
                connection.execute(query)
            else:
                assert refuses(shop, "bi", query)
    assert rows(shop, "bi", "select count(*) > 0 from published.loyal") == [(True,)]


@pytest.mark.parametrize(
    "statement",
    [
        "insert into published.segments (segment) values ('mine')",
        "update published.segment_members set segment = 'mine'",
        "delete from published.segment_history",
        "create table published.mine (n int)",
        "create view published.mine as select 1 as n",
        "create function published.mine() returns int language sql as 'select 1'",
        "drop view published.loyal",
        "alter view published.segments set (security_barrier = false)",
        "create schema mine",
        "set role segments_writer",
        "set role segments_owner_finance",
        "grant segments_owner_finance to bi",
        "alter role bi createrole",
        "select * from shop.orders",
        "select * from pg_statistic",
        "select * from pg_authid",
        "copy published.segments to '/tmp/mine'",
        "select pg_read_file('postgresql.conf')",
    ],
)
def test_a_reader_may_do_nothing_else(shop, statement):
    assert refuses(shop, "bi", statement)


@pytest.mark.parametrize(
    ("user", "own", "other"),
    [("crm_desk", "quiet", "margin_watch"), ("finance_desk", "margin_watch", "quiet")],
)
def test_an_owner_reads_the_hidden_segments_of_their_group_alone(shop, user, own, other):
    members = rows(shop, user, f"select customer_id from hidden.{own} order by 1")
    assert members == rows(shop, "postgres", f"select customer_id from hidden.{own} order by 1") != []
    for table in HIDDEN_TABLES:
        assert rows(shop, user, f"select distinct segment from hidden.{table}") == [(own,)]
    audited = rows(shop, user, "select distinct segment from hidden.segment_audits where segment is not null")
    assert audited == [(own,)]
    assert refuses(shop, user, f"select * from hidden.{other}")
    assert refuses(shop, user, "select * from ledger.segment_versions")
    assert rows(shop, user, "select * from published.loyal order by 1") == rows(
        shop, "bi", "select * from published.loyal order by 1"
    )


@pytest.mark.parametrize(
    ("user", "view", "seen"),
    [
        ("bi", "published.segment_members", SHARED),
        ("bi", "published.segment_history", SHARED),
        ("finance_desk", "hidden.segment_members", {"margin_watch"}),
        ("finance_desk", "hidden.segment_metrics", {"margin_watch"}),
    ],
)
def test_a_function_in_a_query_sees_no_row_that_the_view_leaves_out(shop, user, view, seen):
    """A function with cost 0 is called first, unless the view is a security barrier."""
    with shop.connected(user=user) as connection:
        connection.execute(
            "create function pg_temp.told(segment text) returns boolean language plpgsql cost 0.0000001"
            " as $$ begin raise notice 'saw %', segment; return true; end $$"
        )
        cursor = connection.execute(f"select count(*) from {view} where pg_temp.told(segment)")
        told = {notice.split()[-1] for notice in cursor.connection.notices}
    assert told == seen


def test_nothing_that_a_reader_can_list_holds_a_hidden_rule(shop):
    # Reversed, so that the search doesn't find its own text.
    wanted = f"like '%' || reverse('{TELLING[::-1]}') || '%'"
    kept = shop.rows(
        f"select segment from ledger.segment_versions where rule_sql {wanted} or segment {wanted}"
    )
    assert kept == [("margin_watch",)]
    assert rows(shop, "finance_desk", f"select 1 from hidden.segments where rule_sql {wanted}") == [(1,)]
    catalogues = rows(
        shop,
        "bi",
        "select format('%I.%I', nspname, relname) from pg_class"
        " inner join pg_namespace on pg_namespace.oid = relnamespace where relkind in ('r', 'v')"
        " and nspname in ('pg_catalog', 'information_schema', 'published')"
        " and has_table_privilege(pg_class.oid, 'select')",
    )
    assert len(catalogues) > 150
    texts = [f"select 1 from {name} as one where cast(one as text) {wanted}" for (name,) in catalogues]
    texts += [
        f"select 1 from pg_class where relkind in ('r', 'v') and pg_get_viewdef(oid) {wanted}",
        f"select 1 from pg_rewrite where pg_get_ruledef(oid) {wanted}",
        f"select 1 from pg_index where pg_get_indexdef(indexrelid) {wanted}",
        f"select 1 from pg_constraint where pg_get_constraintdef(oid) {wanted}",
        f"select 1 from pg_class where obj_description(oid) {wanted}",
    ]
    with shop.connected(user="bi") as connection:
        for text in texts:
            assert connection.execute(text).fetchall() == [], text


def test_all_that_the_project_makes_belongs_to_the_writer_and_nothing_else_does(shop):
    owned = shop.rows(
        "select distinct nspname, pg_get_userbyid(relowner) = 'segments_writer' from pg_class"
        " inner join pg_namespace on pg_namespace.oid = relnamespace"
        " where nspname !~ '^(pg_|information_schema)'"
    )
    assert dict(owned) == {schema: True for schema, _ in relations(shop)} | {"shop": False}
    assert len(owned) == len(dict(owned))
    roles = shop.rows(
        "select rolname from pg_roles where rolname like 'segments%'"
        " and not (rolcanlogin or rolsuper or rolcreaterole or rolcreatedb or rolbypassrls) order by 1"
    )
    assert [name for (name,) in roles] == [
        "segments_delivery",
        "segments_owner",
        "segments_owner_crm",
        "segments_owner_finance",
        "segments_reader",
        "segments_writer",
    ]


def test_a_readers_commands_show_what_is_published(shop):
    listed = run_as(shop, "bi", "list", "--json")
    assert {row["segment"] for row in json.loads(listed.stdout)} == SHARED
    assert json.loads(run_as(shop, "bi", "show", "loyal", "--json").stdout)["size"] == 16
    assert json.loads(run_as(shop, "bi", "releases", "--json").stdout)
    hidden = run_as(shop, "bi", "show", "margin_watch")
    assert hidden.returncode == 1
    assert "'margin_watch'" in hidden.stderr and "finance" not in hidden.stderr
    mine = run_as(shop, "finance_desk", "show", "margin_watch", "--json")
    assert TELLING in json.loads(mine.stdout)["rule_sql"]


@pytest.mark.parametrize(
    "command",
    [
        ("refresh", *AS_OF),
        ("rollback", "1"),
        ("erase", "c01", "--yes"),
        ("explain", "loyal", "c03"),
        ("preview", "loyal"),
        ("vocabulary",),
    ],
)
def test_what_takes_more_than_a_readers_rights_is_refused_in_a_sentence(shop, command):
    done = run_as(shop, "bi", *command)
    assert done.returncode == 1
    assert "ser bi may not " in done.stderr
    assert "Traceback" not in done.stderr and "foreseen" not in done.stderr


def test_grants_follow_what_is_hidden_and_survive_every_kind_of_release(shop):
    """A segment that was public before the release was also opened to its former group once hidden."""
    before = as_it_should_be(shop, quiet="crm", margin_watch="finance")
    assert granted(shop) == before

    write_segment(shop.root, "swedish", "country = 'SE' and {{ did('order') }}")
    recent = "{{ did('order', within_days=15) }}"
    write_segment(shop.root, "recent", recent, "lifecycle", access="private", group="finance")
    write_segment(
        shop.root, "quiet", "not {{ did('order') }}", "lifecycle", access="private", group="finance"
    )
    write_segment(shop.root, "quiet_swedes", "country = 'SE' and not {{ did('order') }}")
    with rights_given(shop) as given:
        shop.refresh("--full", *AS_OF)
    assert granted(shop) == as_it_should_be(shop, quiet="finance", margin_watch="finance", recent="finance")
    assert {role for relation, role in given if relation == "recent"} == {"segments_owner_finance"}
    assert {name for (name,) in rows(shop, "bi", "select segment from published.segments")} == (
        SHARED - {"recent"} | {"swedish"}
    )
    for table in ("segment_history", "segment_changes", "segment_metrics", "segment_audits"):
        assert not rows(shop, "bi", f"select 1 from published.{table} where segment = 'recent'")
    assert rows(shop, "crm_desk", "select segment from hidden.segments") == []
    assert rows(shop, "finance_desk", "select count(*) > 0 from hidden.recent") == [(True,)]

    write_segment(shop.root, "recent", recent, "lifecycle")
    narrow = {"access": "private", "meta": {"size_band": [1, 2]}}
    write_segment(shop.root, "quiet", "not {{ did('order') }}", "lifecycle", **narrow)
    write_segment(shop.root, "quiet_swedes", "{{ in_segment('quiet') }} and country = 'SE'")
    shop.refresh(*AS_OF)
    after = as_it_should_be(shop, quiet="crm", margin_watch="finance")
    assert granted(shop) == after
    # The reason for holding a shared segment must not reveal a hidden one. Its owners know.
    held = "select held_reason from {} where segment = '{}'"
    assert rows(shop, "bi", held.format("published.segments", "quiet_swedes")) == [
        ("built on a hidden segment, which is held",)
    ]
    assert rows(shop, "crm_desk", held.format("hidden.segments", "quiet")) == [
        ("size_in_band: 8, expected 1 to 2",)
    ]
    assert shop.segments("rollback", "1", "--segment", "loyal").returncode == 0
    assert granted(shop) == after
    assert shop.rows("select count(*) from pg_default_acl") == [(0,)]


def test_an_ordinary_refresh_waits_for_no_reader(shop):
    """A reader's open transaction holds its relations, so a refresh that remade them would stop there."""
    with shop.connected(user="bi") as connection:
        connection.execute("begin")
        for schema, name in relations(shop):
            if schema == "published":
                connection.execute(f'select * from published."{name}" limit 1')
        done = commands.run(
            ("refresh", *AS_OF), shop.root, shop.environment | {"PGOPTIONS": "-c lock_timeout=5s"}
        )
    assert done.returncode == 0, done.stderr


def test_a_user_who_may_make_no_roles_publishes_all_the_same(shop):
    """On a server that they don't administer, they are told what an administrator has to run."""
    write_groups(shop.root, "crm", "finance", "legal")
    write_segment(shop.root, "claims", "country = 'NO'", access="private", group="legal")
    with shop.connected() as connection:
        connection.execute("create database named owner etl")
    with shop.connected(user="etl", database="named") as connection:
        load(connection)
    done = run_as(shop, "etl", "refresh", *AS_OF, database="named")
    assert done.returncode == 0, done.stderr
    wanted = re.search(r"user etl may not make them all: have an administrator run (.*;)", done.stderr)
    assert wanted and 'create role "segments_owner_legal"; ' in wanted[1]
    with shop.connected(user="bi", database="named") as connection:
        assert connection.execute("select count(*) > 0 from published.loyal").fetchone()[0]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            connection.execute("select * from hidden.claims")

    # The statements in the message, and the one in docs/operations.md, transfer everything.
    with shop.connected(user="postgres", database="named") as connection:
        connection.execute(f"{wanted[1]} reassign owned by etl to segments_writer")
    done = run_as(shop, "etl", "refresh", *AS_OF, database="named")
    assert done.returncode == 0, done.stderr
    assert "may not make" not in done.stderr
    with shop.connected(user="etl", database="named") as connection:
        owners = connection.execute(
            f"select distinct tableowner from pg_tables where schemaname in {SCHEMAS}"
        )
        assert owners.fetchall() == [("segments_writer",)]


def test_an_erasure_writes_as_the_next_refresh_does_where_rights_were_left_behind(shop):
    """A copy or a dump of a database includes its owners, but no rights on the database itself."""
    with shop.connected() as connection:
        connection.execute("revoke create on database warehouse from segments_writer")
    done = shop.segments("erase", "c01", "--yes")
    assert done.returncode == 0, done.stderr
    assert shop.rows("select tableowner from pg_tables where tablename = 'erased_customers'") == [
        ("segments_writer",)
    ]
    shop.refresh(*AS_OF)
