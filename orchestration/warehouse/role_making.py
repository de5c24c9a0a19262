"""Creates PostgreSQL's roles: for refreshes, for readers, and for owners of hidden segments."""

from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER
from orchestration.project.prefix import prefixed
from orchestration.project.project import Project
from orchestration.warehouse.connections import connect, is_file
from orchestration.warehouse.identifiers import quoted
from orchestration.warehouse.roles import WRITER

# The role of BI tools, and the common role of all owners of hidden segments, who are readers too.
READER = prefixed("segments_reader")
OWNERS = prefixed("segments_owner")
OWNER_PREFIX = prefixed("segments_owner_")
# The role of deliveries: it reads who may be contacted and how, and what is published.
DELIVERY = prefixed("segments_delivery")

# PostgreSQL truncates longer names, so two groups could share a role.
LONGEST_NAME = 63
# Several projects of one server may create the same roles at the same time.
ATTEMPTS = 5

_OWNER = f"select pg_get_userbyid(nspowner) from pg_namespace where nspname = '{LEDGER}'"

_MAY_CREATE = "select has_database_privilege(%s, current_database(), 'create')"


def prepare_roles(project: Project, groups: Iterable[str] = ()) -> str:
    """Creates the missing roles, including one for each group that owns hidden segments.

    Returns a sentence with the statements that an administrator must run if the user may not, else ''.
    Raises RefusedError for a user who can't refresh, and for a group whose role's name would be too long.
    """
    if is_file(project):
        return ""
    names = {group: OWNER_PREFIX + group for group in groups}
    for group, name in names.items():
        if len(name.encode()) > LONGEST_NAME:
            raise RefusedError(
                f"models/segments/groups.yml: group '{group}' owns hidden segments, and the name of its role,"
                f" {name}, would have more than {LONGEST_NAME} characters: shorten the group's."
            )
    with connect(project, as_writer=False) as connection, connection.cursor() as cursor:
        user = connection.info.user
        _refuse_readers(cursor, user, connection.info.dbname)
        for _ in range(ATTEMPTS):
            missing = _missing(cursor, connection, sorted(names.values()))
            if not missing:
                return ""
            if not _try(cursor, missing):
                break
        missing = _missing(cursor, connection, sorted(names.values()))
    return (
        f"user {user} may not make them all: have an administrator run {'; '.join(missing)};"
        if missing
        else ""
    )


def hidden_groups(manifest: Mapping[str, Any]) -> set[str]:
    """Returns the groups that own a hidden segment."""
    nodes = manifest["nodes"].values()
    return {
        node["config"]["group"]
        for node in nodes
        if node["config"].get("access") == "private" and node["config"].get("group")
    }


def _refuse_readers(cursor: Any, user: str, database: str) -> None:
    """Refuses a user who can't refresh, early and with a sentence."""
    cursor.execute(_OWNER)
    for (owner,) in cursor.fetchall():
        if not _is(cursor, user, owner, "member"):
            raise RefusedError(
                f"User {user} may not write: the objects of the project belong to {owner}; an administrator"
                f" makes {user}"
                f" a member of that role by `grant {quoted(owner)} to {quoted(user)}`."
            )
        return
    cursor.execute(_MAY_CREATE, [user])
    if cursor.fetchone() != (True,):
        raise RefusedError(
            f"User {user} may not create schemas in the database: its owner lets them by"
            f" `grant create on database {quoted(database)} to {quoted(user)}`."
        )


def _missing(cursor: Any, connection: Any, owners: list[str]) -> list[str]:
    """Returns the statements that create the missing roles and memberships."""
    database, user = connection.info.dbname, connection.info.user
    parents = {WRITER: None, READER: None, OWNERS: READER, DELIVERY: READER} | dict.fromkeys(owners, OWNERS)
    cursor.execute("select rolname, rolsuper from pg_roles")
    existing = dict(cursor.fetchall())
    statements = [f"create role {quoted(role)}" for role in parents if role not in existing]
    for role, parent in parents.items():
        if parent and not (role in existing and parent in existing and _is(cursor, role, parent)):
            statements.append(f"grant {parent} to {quoted(role)}")
    # An administrator can use any role. A user who may create roles isn't a member of the ones they create.
    if not existing[user] and not (WRITER in existing and _is(cursor, user, WRITER)):
        statements.append(f"grant {WRITER} to {quoted(user)}")
    may_create = False
    if WRITER in existing:
        cursor.execute(_MAY_CREATE, [WRITER])
        may_create = cursor.fetchone() == (True,)
    if not may_create:
        statements.append(f"grant create on database {quoted(database)} to {WRITER}")
    return statements


def _is(cursor: Any, role: str, parent: str, how: str = "usage") -> bool:
    cursor.execute("select pg_has_role(%s, %s, %s)", [role, parent, how])
    return cursor.fetchone() == (True,)


def _try(cursor: Any, statements: Iterable[str]) -> bool:
    """Runs the statements. Returns False if the user may not run one of them."""
    import psycopg2

    for statement in statements:
        try:
            cursor.execute(statement)
        except psycopg2.errors.InsufficientPrivilege:
            return False
        except psycopg2.Error:
            # Another project of the server is creating the same roles. The rest is tried again.
            continue
    return True
