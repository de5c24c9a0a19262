"""The parent side of server.py: orders the runs of one project."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import clean_environment

SERVER = Path(__file__).with_name("server.py")
LOG = "server.log"


@dataclass(frozen=True)
class Outcome:
    """How a run ended: killed in a phase, with an error, or well. `seconds` are those of each phase."""

    killed: bool
    phase: str
    moment: str
    seconds: dict[str, float]
    error: str | None


class Server:
    """Runs jobs of the project at `root` one after another, each in a process that can be killed.

    `code` is the project whose orchestration runs, if it is another one.
    """

    def __init__(self, root: Path, code: Path | None = None) -> None:
        self._log = (root / LOG).open("a")
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(SERVER)],
            cwd=root,
            env={**clean_environment(root), "PYTHONPATH": str(code or root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def prepare(self) -> None:
        """Makes the server parse the project's files as they are now."""
        self.begin_to_prepare()
        self.end_of_preparing()

    def begin_to_prepare(self) -> None:
        """Starts prepare(), so that another server can prepare at the same time."""
        self._tell(do="prepare")

    def end_of_preparing(self) -> None:
        """Finishes prepare()."""
        self._answer()

    def begin(
        self,
        as_of: str,
        *,
        job: str = "refresh",
        full: bool = False,
        kill_in: str | None = None,
        after: float = 0,
    ) -> None:
        """Starts a run, which is killed `after` seconds into the phase `kill_in`. end() waits for it."""
        self._tell(do="run", job=job, as_of=as_of, full=full, kill_in=kill_in, after=after)

    def run_here(self, as_of: str) -> None:
        """Refreshes in the server's own process. Later runs start sooner."""
        self._tell(do="run here", job="refresh", as_of=as_of)
        self._answer()

    def end(self) -> Outcome:
        """Waits for the run that was begun."""
        return Outcome(**self._answer())

    def run(self, as_of: str, **options: Any) -> Outcome:
        """Runs from start to end. Raises AssertionError if the run fails by itself."""
        self.begin(as_of, **options)
        outcome = self.end()
        assert outcome.error is None, outcome.error
        return outcome

    def started_runs(self) -> int:
        """Returns how many runs Dagster considers running."""
        self._tell(do="started")
        return self._answer()["runs"]

    def close(self) -> None:
        """Stops the server."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        self._log.close()

    def _tell(self, **order: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"The server of {self._log.name} ended: {Path(self._log.name).read_text()}")
        return json.loads(line)
