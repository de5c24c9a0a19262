"""What a session with PostgreSQL that writes begins with: settings, a role, and the hold on the warehouse.

A refresh holds the warehouse by the very sessions that write. Each shares a lock for as long as it lives, and
shows its refresh's mark. Another refresh sets its own mark when no such session is left; from then on none of
the earlier one's can begin. So whatever ends the session in which a refresh waited for its turn, two never
write at once.
"""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from orchestration.project.errors import PassingError
from orchestration.project.layers import LEDGER
from orchestration.project.prefix import prefixed

# The lock that all sessions of the one who writes share.
HOLD = f"hashtextextended('{prefixed('warehouse_segments')}: sessions', 0)"
# The environment variable, and the table, with the mark of the refresh that may write.
MARK = "SEGMENTS_WRITER"
TABLE = f"{LEDGER}.present_writer"
CREATE_TABLE = f"create table if not exists {TABLE} (mark varchar(64), since timestamp)"

# Generated queries have hundreds of expressions, which take longer to compile than to evaluate. A refresh may
# be idle for longer than the server has patience; and a dead one's statement must not go on without it.
SETTINGS = {
    "jit": "off",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "client_connection_check_interval": "1s",
}

# Memory of each sort and each table to join. With a server's usual 4 MB a full build writes them to disk.
WORK_MEM = 64  # MB
# Whose word on it counts: that of an administrator who means this user, this database, or this program.
SAID_OF_US = "'database', 'user', 'database user', 'client'"

TAKEN_OVER = "another refresh has begun to write since this one did; this one writes nothing more"


def settle(connection: Any) -> None:
    """Give a new connection of psycopg2 those of the settings that the server's version knows, and memory.

    Memory only where the server's own is less, and nothing is said of this user, database or program.
    """
    given = ", ".join(f"('{name}', '{value}')" for name, value in SETTINGS.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"select set_config(given.name, given.value, false) from (values {given}) as given (name, value)"
            " inner join pg_settings on given.name = pg_settings.name"
            " union all"
            f" select set_config('work_mem', '{WORK_MEM}MB', false) from pg_settings"
            f" where name = 'work_mem' and source not in ({SAID_OF_US})"
            f" and pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('{WORK_MEM}MB')"
        )


def begin_writing(connection: Any, role: str, place: str) -> None:
    """Have a new connection work as the role that writes, and hold the warehouse.

    It holds where the environment has a mark: while this process is the one that writes.
    Raises PassingError, naming `place`, when another has become that one.
    """
    settle(connection)
    with connection.cursor() as cursor:
        if role:
            cursor.execute(f"set role {role}")
        mark = os.environ.get(MARK)
        if mark:
            cursor.execute(f"select pg_advisory_lock_shared({HOLD})")
            cursor.execute(f"select mark from {TABLE}")
            if cursor.fetchall() != [(mark,)]:
                raise PassingError(f"{place}: {TAKEN_OVER}.")
    if not connection.autocommit:
        connection.commit()


@contextlib.contextmanager
def dbt_sessions(role: str, place: str) -> Iterator[None]:
    """Begin those sessions likewise that dbt opens within the block.

    Not by the profile's `role`, which dbt sets in a transaction and loses when it rolls back, nor by what
    libpq sends ahead, which poolers drop.
    """
    from dbt.adapters.postgres.connections import PostgresConnectionManager

    manager: Any = PostgresConnectionManager
    opened = manager.open

    def open_and_begin(_: Any, connection: Any) -> Any:
        known = connection.state == "open"
        connection = opened(connection)
        if not known:
            try:
                begin_writing(connection.handle, role, place)
            except PassingError as error:
                # In the form in which a sentence of ours is found among what dbt says.
                raise PassingError(f"segments: {error}") from error
        return connection

    manager.open = classmethod(open_and_begin)
    try:
        yield
    finally:
        manager.open = opened
