"""The one writer of a warehouse."""

import contextlib
import time
import uuid
from collections.abc import Iterator
from typing import Any

from orchestration.project.environment import environment
from orchestration.project.errors import PassingError
from orchestration.project.layers import LEDGER
from orchestration.project.prefix import prefixed
from orchestration.project.progress import wait_for
from orchestration.project.project import Project
from orchestration.warehouse.connections import address, connect, is_file
from orchestration.warehouse.lock import GLANCE_SECONDS, POLL_SECONDS, writer_lock
from orchestration.warehouse.role_making import prepare_roles
from orchestration.warehouse.roles import role_to_write_as
from orchestration.warehouse.server_checks import check_pooling, check_server
from orchestration.warehouse.sessions import CREATE_TABLE, HOLD, MARK, TABLE

# The number of the lock by which refreshes take turns in a database. It derives from this project's name, so
# that no other program is likely to take it. It also derives from the prefix, so that projects in one
# database don't wait for each other.
KEY = f"hashtextextended('{prefixed('warehouse_segments')}', 0)"
# The seconds within which the server notices that a refresh is dead, and ends its statements.
REMAINS_SECONDS = 5.0

HOLDER = f"""
select activity.pid, activity.backend_start, coalesce(host(activity.client_addr), 'this machine')
from pg_locks as locks
inner join pg_stat_activity as activity on locks.pid = activity.pid
where locks.locktype = 'advisory' and locks.granted and locks.objsubid = 1 and locks.pid <> pg_backend_pid()
    and locks.database = (select oid from pg_database where datname = current_database())
    and (cast(locks.classid as bigint) << 32) + cast(locks.objid as bigint) in ({KEY}, {HOLD})
order by activity.backend_start
"""


@contextlib.contextmanager
def only_writer(project: Project, wait_seconds: float = 0) -> Iterator[None]:
    """Makes this process the only writer, after waiting up to `wait_seconds` for another to finish.

    For a file, the folder's lock is enough. Other machines can write to a server too, so refreshes take turns
    there by a lock in the database, and hold the warehouse through the sessions that write (sessions.py).
    Missing roles are created, so that everybody writes as the same one.
    Raises PassingError, naming the holder, if the warehouse isn't free by then or can't be reached, and
    RefusedError for a user who may not write or an unsuitable server.
    """
    with writer_lock(project.lock_file, wait_seconds):
        if is_file(project):
            yield
            return
        # With the user's own rights, which may show more of other sessions.
        with connect(project, as_writer=False) as connection, connection.cursor() as cursor:
            check_server(connection, address(project))
            with connect(project, as_writer=False) as another:
                check_pooling(connection, another, address(project))
            _try_for(cursor, KEY, max(wait_seconds, GLANCE_SECONDS), project)
            prepare_roles(project)
            _try_for(cursor, HOLD, max(wait_seconds, REMAINS_SECONDS), project)
            with environment({MARK: _take_over(connection, project)}):
                cursor.execute(f"select pg_advisory_unlock({HOLD})")
                yield


def _try_for(cursor: Any, lock: str, seconds: float, project: Project) -> None:
    begun, told = time.monotonic(), False
    while True:
        cursor.execute(f"select pg_try_advisory_lock({lock})")
        if cursor.fetchone()[0]:
            return
        waited = time.monotonic() - begun
        if waited >= seconds:
            raise PassingError(_holder_sentence(cursor, project))
        if waited >= GLANCE_SECONDS and not told:
            wait_for(f"another refresh writes ({_holder(cursor)})", seconds)
            told = True
        time.sleep(POLL_SECONDS)


def _take_over(connection: Any, project: Project) -> str:
    """Sets this refresh's mark. From now on, sessions with another mark can't begin."""
    mark = uuid.uuid4().hex
    role = role_to_write_as(connection, project)
    with connection.cursor() as cursor:
        if role:
            cursor.execute(f"set role {role}")
        cursor.execute(f"create schema if not exists {LEDGER}")
        cursor.execute(CREATE_TABLE)
        cursor.execute("begin")
        cursor.execute(f"delete from {TABLE}")
        cursor.execute(f"insert into {TABLE} values (%s, timezone('UTC', now()))", [mark])
        cursor.execute("commit")
        cursor.execute("reset role")
    return mark


def _holder(cursor: Any) -> str:
    cursor.execute(HOLDER)
    found = cursor.fetchone()
    who = f"session {found[0]}" if found else "just now"
    if found and found[1]:
        who += f" from {found[2]}, since {found[1]:%Y-%m-%d %H:%M:%S%z}"
    return who


def _holder_sentence(cursor: Any, project: Project) -> str:
    return (
        f"Another refresh writes to {address(project)} ({_holder(cursor)}): let it finish, or wait for it"
        " with --wait SECONDS."
    )
