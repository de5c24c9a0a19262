"""What `segments serve` reports: changed files, its own end, and an earlier instance that was killed."""

import contextlib
import json
import time
from collections.abc import Iterator

from orchestration.dbt.parsed import files_of
from orchestration.defs.notices import notify
from orchestration.project.errors import PassingError
from orchestration.project.project import Project
from orchestration.terminal import console
from orchestration.warehouse.lock import writer_lock

# The seconds between two checks of the project's files.
LOOK_EVERY = 5.0


class Files:
    """The project's files, as they were when Dagster read them."""

    def __init__(self, project: Project):
        self._project = project
        self._read = files_of(project)
        self._next = time.monotonic() + LOOK_EVERY

    def look(self) -> None:
        """Reports in the terminal that they have changed, once per change."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_EVERY
        changed = files_of(self._project)
        if changed != self._read:
            self._read = changed
            console.err.print(
                "The project's files have changed. The next refresh uses them; the page does after"
                " Deployment, Reload.",
                highlight=False,
            )


@contextlib.contextmanager
def marked(project: Project) -> Iterator[None]:
    """Leaves a mark while it serves. Sends a notice if an earlier instance was killed."""
    mark = project.root / ".dagster" / "serving"
    left = mark.read_text(encoding="utf-8") if mark.is_file() else ""
    with contextlib.ExitStack() as held:
        # Otherwise another instance is serving too, and runs the same schedule.
        with contextlib.suppress(PassingError):
            held.enter_context(writer_lock(mark))
            if left:
                since = json.loads(left)["since"]
                ended = f"the one started at {since} was killed, or its machine stopped; it serves again."
                notify(project, "segments serve was gone", [ended])
        yield


def tell_of_end(project: Project, ended: str) -> str:
    """Sends a notice that it ended by itself. Returns the sentence."""
    sentence = f"Dagster ended: {ended}. Nothing refreshes by itself until `segments serve` is started again."
    notify(project, "segments serve ended", [sentence])
    return sentence
