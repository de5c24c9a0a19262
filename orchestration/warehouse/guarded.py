"""The warehouse for what a person wrote: read only, without files, extensions or more than some seconds."""

import contextlib
import threading
from collections.abc import Iterator

from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, is_file, open_warehouse

CHECK_SECONDS = 60
PREVIEW_SECONDS = 600
# What the engines say of a statement that they stopped: DuckDB's class, PostgreSQL's code.
STOPPED = ("InterruptException", "57014")


@contextlib.contextmanager
def open_guarded(project: Project, seconds: float = CHECK_SECONDS) -> Iterator[Warehouse]:
    """The target's warehouse, where nothing can be changed and no file but its own be read.

    A second guard behind the closed table of functions. Raises what open_warehouse() does, and RefusedError
    when it takes longer than `seconds`: a server measures each statement, DuckDB all of the block.
    """
    with open_warehouse(project, read_only=True) as warehouse:
        try:
            with _of_file(warehouse, seconds) if is_file(project) else _of_server(warehouse, seconds):
                yield warehouse
        except warehouse.errors as error:
            if type(error).__name__ in STOPPED or getattr(error, "pgcode", None) in STOPPED:
                raise RefusedError(
                    f"Evaluating it took longer than {seconds:g} seconds and was stopped."
                ) from error
            raise


@contextlib.contextmanager
def _of_file(warehouse: Warehouse, seconds: float) -> Iterator[None]:
    # It can't be allowed again, for as long as the file is open.
    warehouse.execute("set enable_external_access = false")
    timer = threading.Timer(seconds, warehouse.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextlib.contextmanager
def _of_server(warehouse: Warehouse, seconds: float) -> Iterator[None]:
    warehouse.execute("set default_transaction_read_only = on")
    warehouse.execute(f"set statement_timeout = {int(seconds * 1000)}")
    yield
