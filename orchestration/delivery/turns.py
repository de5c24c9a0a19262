"""One delivery to a destination at a time, from whichever machine."""

import contextlib
import fcntl
from collections.abc import Iterator

from orchestration.project.errors import PassingError
from orchestration.project.prefix import prefixed
from orchestration.project.project import Project
from orchestration.warehouse.connections import connect, is_file


@contextlib.contextmanager
def only_exporter(project: Project, destination: str) -> Iterator[None]:
    """Be the one who delivers there; the kernel, or the server, ends it with the process.

    Raises PassingError while another delivers there.
    """
    file = project.kept_folder / f"export.{destination}.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        lock = held.enter_context(file.open("a"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _elsewhere(destination) from error
        if not is_file(project):
            cursor = held.enter_context(connect(project, as_writer=False)).cursor()
            name = f"{prefixed('warehouse_segments')}: export {destination}"
            cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
            if cursor.fetchone() != (True,):
                raise _elsewhere(destination)
        yield


def _elsewhere(destination: str) -> PassingError:
    return PassingError(f"{destination}: another process delivers there now; let it finish, then try again.")
