"""Opens the warehouse for people's conditions: read-only, without files or extensions, time-limited."""

import contextlib
import threading
from collections.abc import Iterator

from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, is_file, open_warehouse

CHECK_SECONDS = 60
PREVIEW_SECONDS = 600
# How the engines report a statement that they stopped: DuckDB by its class, PostgreSQL by its code.
STOPPED = ("InterruptException", "57014")


@contextlib.contextmanager
def open_guarded(project: Project, seconds: float = CHECK_SECONDS) -> Iterator[Warehouse]:
    """Opens the target's warehouse so that nothing can be changed and no file but its own can be read.

    It is a second guard behind the closed table of functions. Raises what open_warehouse() does, and
    RefusedError after `seconds`: a server limits each statement, DuckDB the whole block.
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
    # This can't be reset while the file is open.
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
