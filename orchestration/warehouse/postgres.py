"""Selects the PostgreSQL server of a project: the one that the environment names, or the project's own.

Everything that connects reads libpq's variables (PGHOST and so on): the profile, dbt and Python. So they are
set here once, for this process and its children.
"""

import configparser
import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.file_access import keep_to_the_owner
from orchestration.project.project import Project
from orchestration.warehouse.lock import writer_lock
from orchestration.warehouse.private_server import DATABASE, running, start

URL = "DATABASE_URL"
# If one of these is set, the environment names a server.
NAMING = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE")
# These too, although a private server's address needs none of them.
SERVICE, FURTHER = "PGSERVICE", ("PGHOSTADDR", "PGSERVICE")
# The parameters that a URL may have, with libpq's variables for them.
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
    "hostaddr": "PGHOSTADDR",
    "passfile": "PGPASSFILE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}
# If several hosts are named, all connections must use the one that accepts writes.
ATTRIBUTES = "PGTARGETSESSIONATTRS"
# The folder of the private server that the variables above were set for.
PRIVATE = "SEGMENTS_PRIVATE_SERVER"
# The seconds that another process may take to create or start the same server.
TURN = 180


def name_server(project: Project) -> None:
    """Sets libpq's variables from DATABASE_URL or a service, or else for the project's own server.

    Raises RefusedError if DATABASE_URL or the service can't be read, and if the extra isn't installed.
    """
    if not find_spec("psycopg2"):
        raise RefusedError(
            f"target '{project.target}': what PostgreSQL needs isn't installed: run"
            " `make setup TARGET=postgres`."
        )
    folder = str(project.server_folder)
    if os.environ.get(PRIVATE, folder) != folder:
        # Another copy of the project set these, and started this process.
        for variable in (PRIVATE, *NAMING):
            os.environ.pop(variable, None)
    # Dates and times have the same meaning whatever the zone of the server or the machine.
    os.environ["PGTZ"] = "UTC"
    if os.environ.get(URL):
        os.environ.update(_parameters(os.environ[URL]))
    if os.environ.get(SERVICE):
        # dbt always names a host, which overrides a service.
        os.environ.update(_service(os.environ.pop(SERVICE)))
    elif not any(os.environ.get(variable) for variable in (URL, *NAMING, *FURTHER)):
        os.environ[PRIVATE] = folder
    _choose_host()


def ensure_server(project: Project) -> None:
    """Starts the project's own server, if no other is named, and sets the variables to its address.

    Raises RefusedError if it can't be started, PassingError if another process takes minutes to start it.
    """
    if not is_private(project):
        return
    folder = project.server_folder
    info = running(folder)
    if info is None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            with writer_lock(folder.with_name("postgres.lock"), TURN):
                info = start(folder)
            # For root, the server runs as another user and makes the folders above its data accessible to
            # everybody.
            keep_to_the_owner(project)
        except PassingError as error:
            raise PassingError(
                f"Another process has been starting PostgreSQL in {folder} for {TURN} seconds: try again."
            ) from error
    os.environ["PGHOST"], os.environ["PGPORT"] = str(info.socket_dir), str(info.port)
    os.environ["PGUSER"], os.environ["PGDATABASE"] = "postgres", DATABASE


def is_private(project: Project) -> bool:
    """Returns whether the project's own server is used, because no other is named."""
    return os.environ.get(PRIVATE) == str(project.server_folder)


def _parameters(url: str) -> dict[str, str]:
    # Imported here because only this engine needs it.
    import psycopg2
    from psycopg2.extensions import parse_dsn

    scheme, separator, rest = url.partition("://")
    # SQLAlchemy's form: postgresql+psycopg2://
    scheme = scheme.partition("+")[0]
    try:
        if not separator or scheme not in ("postgresql", "postgres"):
            raise ValueError
        found = parse_dsn(f"{scheme}://{rest}")
    except (ValueError, psycopg2.Error) as error:
        # The URL isn't shown, because it may contain a password.
        raise RefusedError(
            f"{URL}: it is not a URL of a PostgreSQL database, such as postgresql://user:password@host:5432/database."
        ) from error
    service = found.pop("service", None)
    named = _variables(found, URL)
    return {SERVICE: service, **named} if service else named


def _variables(found: Mapping[str, str], place: str) -> dict[str, str]:
    unknown = sorted(set(found) - set(PARAMETERS))
    if unknown:
        raise RefusedError(f"{place}: '{unknown[0]}' isn't supported; supported are {', '.join(PARAMETERS)}.")
    return {PARAMETERS[name]: value for name, value in found.items()}


def _service(name: str) -> dict[str, str]:
    """Returns what a service file says of a service. As in libpq, the user's file precedes the system's."""
    files = [
        Path(os.environ.get("PGSERVICEFILE") or Path.home() / ".pg_service.conf"),
        Path(os.environ.get("PGSYSCONFDIR") or "/etc/postgresql-common") / "pg_service.conf",
    ]
    for file in files:
        # Values are literal: a password may contain any character.
        parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
        try:
            parser.read(file, encoding="utf-8")
        except configparser.Error as error:
            raise RefusedError(f"{file}: it can't be read as a service file of PostgreSQL.") from error
        if parser.has_section(name):
            return _variables(dict(parser.items(name)), f"{file}, service {name}")
    raise RefusedError(f"PGSERVICE: there is no service '{name}' in {files[0]} or {files[1]}.")


def _choose_host() -> None:
    hosts, ports = (os.environ.get(name, "").split(",") for name in ("PGHOST", "PGPORT"))
    if len(ports) > 1:
        if len(set(ports)) > 1:
            raise RefusedError(
                "PGPORT: several hosts are supported with one port for all of them:"
                f" '{','.join(ports)}' names {len(set(ports))}."
            )
        os.environ["PGPORT"] = ports[0]
    if len(hosts) > 1:
        os.environ.setdefault(ATTRIBUTES, "read-write")
