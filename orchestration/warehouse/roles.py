"""The PostgreSQL role that refreshes work as, if the user may use it."""

from typing import Any

from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER, SCHEMAS
from orchestration.project.own_input import input_relations
from orchestration.project.prefix import prefixed
from orchestration.project.project import Project

# Refreshes work as this role, which owns everything that they create.
WRITER = prefixed("segments_writer")

_STANDING = """
select
    coalesce(pg_has_role(session_user, roles.oid, %(membership)s), false),
    coalesce(has_database_privilege(roles.oid, current_database(), 'create'), false),
    array(
        select distinct cast(pg_get_userbyid(nspowner) as text)
        from pg_namespace where nspname = any(%(schemas)s) order by 1
    )
from (select 1) as one
left join pg_roles as roles on roles.rolname = %(writer)s
"""

_KEPT_FROM = f"""
select pg_get_userbyid(nspowner)
from pg_namespace
where nspname = '{LEDGER}' and not has_schema_privilege(oid, 'usage')
"""

_UNREADABLE = """
select quote_ident(nspname), quote_ident(relname)
from pg_class
inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
where
    lower(nspname) = lower(%(schema)s) and lower(relname) = lower(%(name)s)
    and relkind in ('r', 'p', 'v', 'm', 'f')
    and not (
        has_schema_privilege(%(reader)s, pg_namespace.oid, 'usage')
        and has_table_privilege(%(reader)s, pg_class.oid, 'select')
    )
"""


def role_to_write_as(connection: Any, project: Project) -> str:
    """Returns the role that the connected user writes as: segments_writer, or '' for the user's own.

    It is the user's own if they may not use segments_writer and nothing of the project belongs to that role
    yet.
    Raises RefusedError if something does, because the user would write into it as themselves. Also raises it
    if the project's input can't be read and the user may not grant access.
    """
    membership = "set" if connection.server_version >= 160000 else "member"
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"membership": membership, "schemas": list(SCHEMAS), "writer": WRITER})
        is_member, may_create, owners = cursor.fetchone()
        role = WRITER if is_member and may_create and set(owners) <= {WRITER} else ""
        if WRITER in owners and not role:
            _refuse_to_mix(connection, is_member, may_create, [owner for owner in owners if owner != WRITER])
        for relation in input_relations(project):
            _let_read(cursor, relation, role or connection.info.user)
    return role


def _refuse_to_mix(connection: Any, is_member: bool, may_create: bool, others: list[str]) -> None:
    user, database = connection.info.user, connection.info.dbname
    if not is_member:
        wrong, mend = f"user {user} may not work as that role", f'grant {WRITER} to "{user}"'
    elif not may_create:
        wrong = "that role may not create in the database"
        mend = f'grant create on database "{database}" to {WRITER}'
    else:
        wrong, mend = f"other schemas belong to {others[0]}", f'reassign owned by "{others[0]}" to {WRITER}'
    raise RefusedError(
        f"Nothing was written: the objects of the project belong to {WRITER}, and {wrong}: have an"
        " administrator run"
        f' `{mend};` in the database "{database}".'
    )


def refuse_readers(connection: Any) -> None:
    """Raises RefusedError for a user who can read only what is published.

    To them, the project's relations seem to be missing, which would otherwise be reported as a missing
    release.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_FROM)
        for (owner,) in cursor.fetchall():
            user = connection.info.user
            raise RefusedError(
                f"User {user} may not do that: it reads unpublished data, which only {owner} and members"
                " of that role can read (docs/operations.md, Roles)."
            )


def _let_read(cursor: Any, relation: str, reader: str) -> None:
    import psycopg2

    schema, _, name = relation.rpartition(".")
    wanted = {"schema": schema.rpartition(".")[2], "name": name, "reader": reader}
    cursor.execute(_UNREADABLE, wanted)
    for found_schema, found_name in cursor.fetchall():
        grants = (
            f'grant usage on schema {found_schema} to "{reader}"',
            f'grant select on {found_schema}.{found_name} to "{reader}"',
        )
        refusal = RefusedError(
            f"{reader} may not read {relation}, from which the input comes: have its owner run"
            f" `{'; '.join(grants)};`"
        )
        try:
            for grant in grants:
                cursor.execute(grant)
        except psycopg2.errors.InsufficientPrivilege as error:
            raise refusal from error
        # A user who may read but not grant gets only a warning from PostgreSQL that nothing was granted.
        cursor.execute(_UNREADABLE, wanted)
        if cursor.fetchall():
            raise refusal
