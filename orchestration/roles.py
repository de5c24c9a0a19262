"""The role of PostgreSQL that refreshes work as, where whoever starts them may."""

from typing import Any

from orchestration.errors import RefusedError
from orchestration.own_input import input_relations
from orchestration.project import Project

# Refreshes work as this role, which owns all that they make.
WRITER = "segments_writer"

# All that the project makes stands in these.
SCHEMAS = (
    "raw",
    "synthetic",
    "staging",
    "core",
    "features",
    "membership",
    "audit",
    "ledger",
    "published",
    "hidden",
)
_MAY_WRITE = """
select
    roles.oid is not null
    and pg_has_role(session_user, roles.oid, %(membership)s)
    and has_database_privilege(roles.oid, current_database(), 'create')
    and not exists (
        select 1 from pg_namespace where nspname = any(%(schemas)s) and nspowner <> roles.oid
    )
from (select 1) as one
left join pg_roles as roles on roles.rolname = %(writer)s
"""

_KEPT_FROM = """
select pg_get_userbyid(nspowner)
from pg_namespace
where nspname = 'ledger' and not has_schema_privilege(oid, 'usage')
"""

_UNREADABLE = """
select quote_ident(nspname), quote_ident(relname)
from pg_class
inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
where
    lower(nspname) = lower(%(schema)s) and lower(relname) = lower(%(name)s)
    and relkind in ('r', 'p', 'v', 'm', 'f')
    and not (
        has_schema_privilege(%(writer)s, pg_namespace.oid, 'usage')
        and has_table_privilege(%(writer)s, pg_class.oid, 'select')
    )
"""


def role_to_write_as(connection: Any, project: Project) -> str:
    """The role that whoever is connected works as when they write: segments_writer, or '' for their own.

    Their own where they may not take the other, and where what the project has made so far isn't its.
    Raises RefusedError when segments_writer can't read the project's input, and they may not let it.
    """
    membership = "set" if connection.server_version >= 160000 else "member"
    with connection.cursor() as cursor:
        cursor.execute(_MAY_WRITE, {"membership": membership, "schemas": list(SCHEMAS), "writer": WRITER})
        if cursor.fetchone() != (True,):
            return ""
        for relation in input_relations(project):
            _let_read(cursor, relation)
    return WRITER


def refuse_readers(connection: Any) -> None:
    """Raise RefusedError for a user who may not look behind what is published.

    To them nothing seems to be there, which another sentence would take for a project without a release.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_FROM)
        for (owner,) in cursor.fetchall():
            user = connection.info.user
            raise RefusedError(
                f"User {user} may not do that: it takes more than what is published, which only {owner} sees,"
                f" and whoever is a member of that role (docs/operations.md, Roles)."
            )


def _let_read(cursor: Any, relation: str) -> None:
    import psycopg2

    schema, _, name = relation.rpartition(".")
    cursor.execute(_UNREADABLE, {"schema": schema.rpartition(".")[2], "name": name, "writer": WRITER})
    for found_schema, found_name in cursor.fetchall():
        grants = (
            f"grant usage on schema {found_schema} to {WRITER}",
            f"grant select on {found_schema}.{found_name} to {WRITER}",
        )
        try:
            for grant in grants:
                cursor.execute(grant)
        except psycopg2.errors.InsufficientPrivilege as error:
            raise RefusedError(
                f"{WRITER} may not read {relation}: have its owner run {'; '.join(grants)};"
            ) from error
