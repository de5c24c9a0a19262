"""The processes of `segments serve`: who serves the definitions, who the page, and who keeps the schedule.

They speak by a socket in a folder of the one user. `dagster dev` would start the same three, but the page as
it is: open to whatever a browser is made to send.
"""

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from orchestration.project.errors import RefusedError
from orchestration.project.project import Project

DEFINITIONS = "orchestration.definitions"

# Seconds: between two looks at whether all are there; for the definitions to be loaded; for all to end when
# they heard that they should, and when they were told once more.
POLL = 0.5
LOADING = 300
HEARD = 30
ENDING = 60


class Processes:
    """Dagster's processes, all ended at the end of the block."""

    def __init__(self, project: Project, folder: Path):
        """`folder` is for this session alone, and its path short enough for a socket."""
        self._project = project
        self._socket = folder / "definitions.socket"
        self._workspace = folder / "workspace.yaml"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        # What a terminal sends again must not end this half done.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        # A terminal's Ctrl-C went to all of them; whoever hears it twice leaves others behind.
        if kind is KeyboardInterrupt:
            self._wait(HEARD)
        self._interrupt()
        self._wait(ENDING)
        for process in self._processes.values():
            process.kill()
            process.wait()

    def stop(self) -> None:
        """End as by Ctrl-C in a terminal, when only this process was told to."""
        self._interrupt()
        raise KeyboardInterrupt

    def serve_definitions(self) -> None:
        """Load the definitions, and wait until others can ask for them.

        Raises RefusedError if they never can.
        """
        place = {"socket": str(self._socket), "location_name": DEFINITIONS}
        # JSON is YAML, too.
        self._workspace.write_text(json.dumps({"load_from": [{"grpc_server": place}]}), encoding="utf-8")
        # So that runs, too, are of this Python.
        options = ["--use-python-environment-entry-point", "--inject-env-vars-from-instance"]
        options += ["--location-name", DEFINITIONS, "--log-level", "warning", "-m", DEFINITIONS]
        self._start(
            "definitions", ["dagster", "code-server", "start", "--socket", str(self._socket), *options]
        )
        deadline = time.monotonic() + LOADING
        while not self._socket.exists():
            ended = self._ended()
            if ended or time.monotonic() > deadline:
                raise RefusedError(f"Dagster ended: {ended or f'no definitions within {LOADING} s'}.")
            time.sleep(POLL)

    def serve_page(self, host: str, port: int, names: Sequence[str], *, read_only: bool) -> None:
        """Serve the page by these names."""
        options = [host, str(port), str(self._workspace), *names, *(["--read-only"] if read_only else [])]
        self._start("page", ["orchestration.serving.web", *options])

    def keep_schedule(self) -> None:
        """Run schedules, sensors and the queue."""
        options = ["--log-level", "warning", "--workspace", str(self._workspace)]
        self._start("daemon", ["dagster._daemon", "run", *options])

    def wait(self, meanwhile: Callable[[], None]) -> str:
        """Wait until one of them ends by itself, and do this between two looks at them; says which."""
        while not (ended := self._ended()):
            meanwhile()
            time.sleep(POLL)
        return ended

    def _start(self, name: str, module: Sequence[str]) -> None:
        command = [sys.executable, "-W", "ignore", "-m", *module]
        self._processes[name] = subprocess.Popen(command, cwd=self._project.root)

    def _interrupt(self) -> None:
        for process in self._processes.values():
            process.send_signal(signal.SIGINT)

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        for process in self._processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))

    def _ended(self) -> str:
        codes = {name: process.poll() for name, process in self._processes.items()}
        ended = [f"{name} with code {code}" for name, code in codes.items() if code is not None]
        return ", ".join(ended)
