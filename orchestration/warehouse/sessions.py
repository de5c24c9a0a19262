"""Prepares PostgreSQL sessions that write: settings, a role, and the hold on the warehouse.

A refresh holds the warehouse through the sessions that write. Each of them shares a lock as long as it lives,
and has the mark of its refresh. Another refresh sets its own mark once no such session is left. From then on,
no session of the earlier refresh can begin. Two refreshes therefore never write at once, even if the session
in which a refresh waited for its turn ends for any reason.
"""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from orchestration.project.errors import PassingError
from orchestration.project.layers import LEDGER
from orchestration.project.prefix import prefixed

# The lock that all sessions of the current writer share.
HOLD = f"hashtextextended('{prefixed('warehouse_segments')}: sessions', 0)"
# The environment variable and the table that identify the refresh that is allowed to write.
MARK = "SEGMENTS_WRITER"
TABLE = f"{LEDGER}.present_writer"
CREATE_TABLE = f"create table if not exists {TABLE} (mark varchar(64), since timestamp)"

# Generated queries have hundreds of expressions, which take longer to compile than to evaluate. A refresh may
# be idle for longer than the server's timeout. The statement of a dead refresh must not continue.
SETTINGS = {
    "jit": "off",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "client_connection_check_interval": "1s",
}

# The memory of each sort and each hash table. With a server's usual 4 MB, a full build writes them to disk.
WORK_MEM = 64  # MB
# The sources of settings that take precedence: an administrator set them for this user, database, or program.
SAID_OF_US = "'database', 'user', 'database user', 'client'"

TAKEN_OVER = "another refresh has begun to write since this one did; this one writes nothing more"


def settle(connection: Any) -> None:
    """Gives a new psycopg2 connection the settings that the server's version knows, and memory.

    It sets the memory only if the server's own is smaller and nobody set it for this user, database or
    program.
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
    """Makes a new connection work as the role that writes, and hold the warehouse.

    It holds the warehouse only if the environment has a mark, that is, while this process is the one that
    writes.
    Raises PassingError, naming `place`, if another process has become the writer.
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
    """Prepares the sessions that dbt opens within the block in the same way.

    The profile's `role` isn't enough: dbt sets it in a transaction, and loses it when it rolls back. Poolers
    drop what libpq sends in advance.
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
                # In the form by which the project's sentences are found in dbt's output.
                raise PassingError(f"segments: {error}") from error
        return connection

    manager.open = classmethod(open_and_begin)
    try:
        yield
    finally:
        manager.open = opened
