"""The one writer of a warehouse."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from orchestration.errors import PassingError
from orchestration.lock import GLANCE_SECONDS, POLL_SECONDS, writer_lock
from orchestration.progress import wait_for
from orchestration.project import Project
from orchestration.role_making import prepare_roles
from orchestration.warehouse import address, connect, is_file

# The number of the lock in a database: of this project's name, so that no other program is likely to take it.
KEY = "hashtextextended('warehouse_segments', 0)"

HOLDER = f"""
select activity.pid, activity.backend_start, coalesce(host(activity.client_addr), 'this machine')
from pg_locks as locks
inner join pg_stat_activity as activity on locks.pid = activity.pid
where locks.locktype = 'advisory' and locks.granted and locks.objsubid = 1
    and (cast(locks.classid as bigint) << 32) + cast(locks.objid as bigint) = {KEY}
"""


@contextlib.contextmanager
def only_writer(project: Project, wait_seconds: float = 0) -> Iterator[None]:
    """Be the one who writes, waiting up to `wait_seconds` for another to finish.

    The folder's lock suffices for a file. A server may be written to from other machines, too, which a lock
    in its database tells; it is gone with its holder's connection. There the missing roles are made, so that
    all who write do so as the same one.
    Raises PassingError, naming the holder, when the warehouse isn't free by then or can't be reached, and
    RefusedError for a user who may not write.
    """
    begun, told = time.monotonic(), False
    with writer_lock(project.lock_file, wait_seconds):
        if is_file(project):
            yield
            return
        # By the user's own rights, which may tell more of other sessions.
        with connect(project, as_writer=False) as connection, connection.cursor() as cursor:
            while not _try_lock(cursor):
                waited = time.monotonic() - begun
                if waited >= max(wait_seconds, GLANCE_SECONDS):
                    raise PassingError(_holder_sentence(cursor, project))
                if waited >= GLANCE_SECONDS and not told:
                    wait_for(f"another refresh writes ({_holder(cursor)})", wait_seconds)
                    told = True
                time.sleep(POLL_SECONDS)
            prepare_roles(project)
            yield


def _try_lock(cursor: Any) -> bool:
    cursor.execute(f"select pg_try_advisory_lock({KEY})")
    return cursor.fetchone()[0]


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
