"""The processes of `segments serve`, which serve the definitions, serve the page, and run the schedule.

They communicate through a socket in a folder that only this user can read. `dagster dev` would start the same
three processes, but with an unguarded page, open to whatever a browser can be made to send.
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

# In seconds: between two checks that all processes run; for the definitions to load; for all processes to end
# after the first signal, and after the second.
POLL = 0.5
LOADING = 300
HEARD = 30
ENDING = 60


class Processes:
    """Dagster's processes, which all end at the end of the block."""

    def __init__(self, project: Project, folder: Path):
        """`folder` is for this session alone. Its path must be short enough for a socket."""
        self._project = project
        self._socket = folder / "definitions.socket"
        self._workspace = folder / "workspace.yaml"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        # Further signals from a terminal must not interrupt this halfway.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        # A terminal sends Ctrl-C to all of them. A process that gets it twice leaves its children behind.
        if kind is KeyboardInterrupt:
            self._wait(HEARD)
        self._interrupt()
        self._wait(ENDING)
        for process in self._processes.values():
            process.kill()
            process.wait()

    def stop(self) -> None:
        """Ends the processes as Ctrl-C in a terminal does, if only this process got a signal."""
        self._interrupt()
        raise KeyboardInterrupt

    def serve_definitions(self) -> None:
        """Loads the definitions, and waits until other processes can request them.

        Raises RefusedError if they never can.
        """
        place = {"socket": str(self._socket), "location_name": DEFINITIONS}
        # JSON is also YAML.
        self._workspace.write_text(json.dumps({"load_from": [{"grpc_server": place}]}), encoding="utf-8")
        # So that runs use this Python too.
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
        """Serves the page under these names."""
        options = [host, str(port), str(self._workspace), *names, *(["--read-only"] if read_only else [])]
        self._start("page", ["orchestration.serving.web", *options])

    def keep_schedule(self) -> None:
        """Runs schedules, sensors and the queue."""
        options = ["--log-level", "warning", "--workspace", str(self._workspace)]
        self._start("daemon", ["dagster._daemon", "run", *options])

    def wait(self, meanwhile: Callable[[], None]) -> str:
        """Waits until one ends by itself, calling `meanwhile` between checks. Returns which one ended."""
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
