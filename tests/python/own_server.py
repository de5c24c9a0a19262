"""A copy of the project with a PostgreSQL server of its own, whatever the target of the other tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import warehouses
from conftest import BuiltProject, clean_environment, copy_project


class Server(BuiltProject):
    """The project and its server, which any of its commands starts."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment that names the target, and no server."""
        return unnamed() | {"DBT_TARGET": "postgres"}

    @property
    def place(self) -> list[str]:
        """The lines of the server's postmaster.pid: process, folder, start, port, folder of its socket."""
        return (self.root / "warehouse" / "postgres" / "postmaster.pid").read_text().splitlines()

    @contextmanager
    def connected(
        self, *, read_only: bool = True, user: str = "postgres", database: str = "warehouse"
    ) -> Iterator[Any]:
        """Opens a connection to a database of the server."""
        _, _, _, port, folder, *_ = self.place
        connection = psycopg2.connect(host=folder, port=port, user=user, dbname=database)
        connection.autocommit = True
        with closing(connection):
            yield warehouses.Cursor(connection)

    def start(self) -> None:
        """Starts the server: every command does, even if it then finds nothing to list."""
        self.segments("list")

    def stop(self) -> None:
        """Stops the server as `make clean` does."""
        command = [sys.executable, "-m", "orchestration.warehouse.private_server"]
        subprocess.run(command, cwd=self.root, env=self.environment, check=True)


@contextmanager
def served(root: Path) -> Iterator[Server]:
    """Opens a copy of the project at `root`, whose server runs for the length of the block."""
    project = Server(copy_project(root).root)
    try:
        project.start()
        yield project
    finally:
        project.stop()


def unnamed() -> dict[str, str]:
    """Returns an environment that names neither a target nor a server."""
    naming = ("PG", "DBT_", "DATABASE_URL")
    return {name: value for name, value in clean_environment().items() if not name.startswith(naming)}
