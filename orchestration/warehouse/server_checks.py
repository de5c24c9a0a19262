"""Checks what a server must allow before a refresh begins, with a sentence for each thing it doesn't."""

from typing import Any

from orchestration.project.errors import PassingError, RefusedError

# The connections of one refresh, besides the one that waits for its turn.
CONNECTIONS = 5
# In milliseconds. Other sessions regularly hold this long what a refresh needs.
LEAST_LOCK_TIMEOUT = 1000
# The number of attempts to detect a pooler that lends one session to two connections.
PROBES = 3

STATE = """
select
    pg_is_in_recovery() or cast(current_setting('default_transaction_read_only') as boolean),
    (select cast(setting as int) from pg_settings where name = 'lock_timeout'),
    case when not rolsuper and rolconnlimit >= 0 then rolconnlimit end,
    case when not rolsuper and datconnlimit >= 0 then datconnlimit end,
    cast(current_setting('max_connections') as int)
    - cast(current_setting('superuser_reserved_connections') as int),
    (select count(*) from pg_stat_activity where usename = session_user),
    (select count(*) from pg_stat_activity where datname = current_database()),
    (select count(*) from pg_stat_activity where backend_type = 'client backend')
from pg_roles
inner join pg_database on datname = current_database()
where rolname = session_user
"""


def check_server(connection: Any, place: str) -> None:
    """Raises RefusedError for an unsuitable server, PassingError if it is short of connections now.

    `connection` is a psycopg2 connection to the server at `place`, an address without a password.
    """
    user, database = connection.info.user, connection.info.dbname
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        read_only, lock_timeout, *limits = cursor.fetchone()
    of_role, of_database, of_server, by_role, in_database, in_all = limits
    if read_only:
        raise RefusedError(
            f"{place} is read-only (a standby, or default_transaction_read_only is on): name the primary; of"
            " several hosts, PGTARGETSESSIONATTRS=read-write finds it."
        )
    if 0 < lock_timeout < LEAST_LOCK_TIMEOUT:
        raise RefusedError(
            f"{place}: lock_timeout is {lock_timeout} ms, so a refresh gives up at any short lock of"
            f" another session: `alter role \"{user}\" set lock_timeout = '1min'`, or set PGOPTIONS to"
            ' "-c lock_timeout=1min".'
        )
    needed = CONNECTIONS + 1
    for limit, used, mend in (
        (of_role, by_role, f'alter role "{user}" connection limit'),
        (of_database, in_database, f'alter database "{database}" connection limit'),
        (of_server, in_all, "alter system set max_connections ="),
    ):
        if limit is not None and limit < needed:
            raise RefusedError(
                f"{place} allows {limit} connections, and a refresh has {needed} open at once:"
                f" `{mend} {needed}` or more."
            )
        if limit is not None and limit - used < CONNECTIONS:
            raise PassingError(
                f"{place} has {max(limit - used, 0)} of {limit} connections left, and a refresh needs"
                f" {CONNECTIONS} more: wait until others have ended, or `{mend} {used + needed}`."
            )


def check_pooling(connection: Any, another: Any, place: str) -> None:
    """Raises RefusedError if a pooler lends sessions by the transaction. `another` must be open too."""
    seen: list[set[int]] = [set(), set()]
    for _ in range(PROBES):
        for place_seen, one in zip(seen, (connection, another), strict=True):
            with one.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                place_seen.add(cursor.fetchone()[0])
    if seen[0] & seen[1] or any(len(pids) > 1 for pids in seen):
        raise RefusedError(
            f"{place} is a pooler that pools transactions, but a refresh's locks, role and temporary"
            " tables belong to a session: name the server itself, or a pool with"
            " pool_mode = session."
        )
