"""A small shop on a PostgreSQL server of its own, with two groups' hidden segments and users of each role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import CompletedProcess
from typing import Any

import commands
import psycopg2
import pytest
from own_server import Server
from small_shop import DAY, furnish, load, write_groups, write_segment

from orchestration.project.layers import SCHEMAS

AS_OF = ("--as-of", DAY)
# This text is in a hidden rule, and nowhere else that anybody but its owners may read.
TELLING = "xyzzy"
USERS = {
    "bi": "segments_reader",
    "crm_desk": "segments_owner_crm",
    "finance_desk": "segments_owner_finance",
    "etl": None,
    "courier": "segments_delivery",
}
SHARED = {"loyal", "recent", "swedes", "loyal_swedes", "quiet_swedes"}
HIDDEN_TABLES = ("segments", "segment_members", "segment_history", "segment_changes", "segment_metrics")


def build(project: Server) -> None:
    """Makes the shop with two groups, each of which owns a hidden segment, and refreshes it once."""
    furnish(project.root)
    write_groups(project.root, "crm", "finance")
    rule = f"""{{{{ did('order', where="channel <> '{TELLING}'") }}}}
    and {{{{ decile_of(total('order', 'amount', where="channel <> '{TELLING}'")) }}}} <= 5"""
    write_segment(project.root, "margin_watch", rule, access="private", group="finance")
    write_segment(project.root, "quiet_swedes", "{{ in_segment('quiet') }} and country = 'SE'")
    with project.connected() as connection:
        load(connection)
    project.refresh(*AS_OF)
    with project.connected() as connection:
        for user, role in USERS.items():
            connection.execute(f"create role {user} login {f'in role {role}' if role else ''}")


def rows(shop: Server, user: str, query: str) -> list[tuple[Any, ...]]:
    """Returns the rows of a query by a user."""
    with shop.connected(user=user) as connection:
        return connection.execute(query).fetchall()


def refuses(shop: Server, user: str, statement: str) -> bool:
    """Returns whether the server refuses a user's statement for lack of rights."""
    # For most views, PostgreSQL reports that nobody can change them before it checks the user's rights.
    refusals = (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ObjectNotInPrerequisiteState)
    with shop.connected(user=user) as connection, pytest.raises(refusals):
        connection.execute(statement)
    return True


def relations(shop: Server) -> list[tuple[str, str]]:
    """Returns the schema and name of everything that the project has made."""
    return shop.rows(
        "select nspname, relname from pg_class inner join pg_namespace on pg_namespace.oid = relnamespace"
        f" where nspname in {SCHEMAS} and relkind in ('r', 'v') order by 1, 2"
    )


def run_as(shop: Server, user: str, *arguments: str, database: str = "warehouse") -> CompletedProcess[str]:
    """Runs the command as a user that the environment names."""
    _, _, _, port, folder, *_ = shop.place
    named = {"PGHOST": folder, "PGPORT": port, "PGUSER": user, "PGDATABASE": database}
    return commands.run(arguments, shop.root, shop.environment | named)


def granted(shop: Server) -> set[tuple[str, str, str, str]]:
    """Returns every right of non-owners in the project's schemas: schema, relation, role, privilege."""
    held = shop.rows(
        f"""
        select nspname, coalesce(relname, ''), coalesce(rolname, 'public'), privilege_type
        from (
            select nspname, null as relname, nspowner as owner, nspacl as acl from pg_namespace
            union all
            select nspname, relname, relowner, relacl
            from pg_class inner join pg_namespace on pg_namespace.oid = relnamespace
            union all
            select nspname, relname || '.' || attname, relowner, attacl
            from pg_class
            inner join pg_namespace on pg_namespace.oid = relnamespace
            inner join pg_attribute on attrelid = pg_class.oid
        ) as kept
        cross join lateral aclexplode(acl) as rights
        left join pg_roles on pg_roles.oid = rights.grantee
        where nspname in {SCHEMAS} and grantee <> owner
        """
    )
    return set(held)


def as_it_should_be(shop: Server, **hidden: str) -> set[tuple[str, str, str, str]]:
    """Returns the rights of readers and owners, given the names of hidden segments with their groups."""
    wanted = {
        ("published", "", "segments_reader", "USAGE"),
        ("hidden", "", "segments_owner", "USAGE"),
        ("contacts", "", "segments_delivery", "USAGE"),
    }
    for schema, name in relations(shop):
        if schema == "published":
            wanted.add((schema, name, "segments_reader", "SELECT"))
        elif schema == "contacts":
            wanted.add((schema, name, "segments_delivery", "SELECT"))
        elif schema == "hidden":
            role = f"segments_owner_{hidden[name]}" if name in hidden else "segments_owner"
            wanted.add((schema, name, role, "SELECT"))
    return wanted


@contextmanager
def rights_given(shop: Server) -> Iterator[set[tuple[str, str]]]:
    """Collects what owners could read in the schema hidden at any moment until the end: relation and role."""
    seen: set[tuple[str, str]] = set()
    with shop.connected() as connection:
        connection.execute(
            """
            create schema watched;
            create table watched.rights (relation text, role text);
            create function watched.look() returns event_trigger language plpgsql security definer as $$ begin
                insert into watched.rights
                select relname, rolname
                from pg_class inner join pg_namespace on pg_namespace.oid = relnamespace
                cross join lateral aclexplode(relacl) as rights
                inner join pg_roles on pg_roles.oid = rights.grantee
                where nspname = 'hidden' and starts_with(rolname, 'segments_owner');
            end $$;
            create event trigger watched on ddl_command_end when tag in ('GRANT')
            execute function watched.look();
            """
        )
        try:
            yield seen
            seen.update(shop.rows("select distinct relation, role from watched.rights"))
        finally:
            connection.execute("drop event trigger watched; drop schema watched cascade")
