"""`segments serve` as a service manager starts it, and its page's answers to a browser's requests."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from conftest import BuiltProject, clean_environment

T = TypeVar("T")

# In seconds: enough for a machine that also does other work.
PATIENCE = 600
LOOK_EVERY = 0.5

# As in /proc/net/tcp.
LISTENING = "0A"

# The seconds in which the last of its processes end after the command.
GRACE = 30

REPOSITORY = {"repositoryLocationName": "orchestration.definitions", "repositoryName": "__repository__"}

ENDED = {"SUCCESS", "FAILURE", "CANCELED"}

RUNS = """{ runsOrError { ... on Runs { results {
    runId jobName status startTime endTime tags { key value } stepStats { startTime endTime }
} } } }"""

LAUNCH = """mutation($of: ExecutionParams!) { launchRun(executionParams: $of) {
    __typename ... on LaunchRunSuccess { run { runId } }
} }"""

FAILURE = """query($id: ID!) { runOrError(runId: $id) { ... on Run { eventConnection { events {
    __typename ... on MessageEvent { message }
} } } } }"""

BACKFILL = """mutation($of: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $of) {
    __typename ... on LaunchBackfillSuccess { backfillId }
} }"""

ABOUT = """query($of: PipelineSelector!) { pipelineOrError(params: $of) { ... on Pipeline {
    isAssetJob partitionKeysOrError { partitionKeys }
} } }"""

AUTOMATION = """query($in: RepositorySelector!) {
    schedulesOrError(repositorySelector: $in) {
        ... on Schedules { results { name scheduleState { id status } } }
    }
    sensorsOrError(repositorySelector: $in) { ... on Sensors { results { name sensorState { id status } } } }
}"""

STOP_SCHEDULE = "mutation($id: String!) { stopRunningSchedule(id: $id) { __typename } }"
STOP_SENSOR = "mutation($id: String!) { stopSensor(id: $id) { __typename } }"


def until(found: Callable[[], T | None], what: str) -> T:
    """Waits until `found` returns a true value, and returns it. Fails, naming `what`, after PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = found()
        if answer:
            return answer
        time.sleep(LOOK_EVERY)
    raise AssertionError(f"In {PATIENCE} s there was no {what}.")


class Served:
    """A served project, from its start to its end."""

    def __init__(self, project: BuiltProject, *options: str):
        """Starts it on a free port, and waits until the page knows the project's jobs."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = project.root / "logs" / f"serve-{self.port}.log"
        command = [sys.executable, "-m", "orchestration.cli", "serve", "--port", str(self.port), *options]
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                command,
                cwd=project.root,
                env=clean_environment(project.root),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            until(self._is_loaded, f"page; {self.log} says why")
        except BaseException:
            self.kill()
            raise

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Returns the page's answer to a GraphQL query."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = json.load(answer)
        assert "errors" not in found, found
        return found["data"]

    def launch(self, job: str, *assets: str) -> str:
        """Launches a run as the page's button does. Returns its ID."""
        selector: dict[str, Any] = {**REPOSITORY, "jobName": job}
        if assets:
            selector["assetSelection"] = [{"path": asset.split("/")} for asset in assets]
        launched = self.ask(LAUNCH, of={"selector": selector, "runConfigData": "{}"})["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return launched["run"]["runId"]

    def backfill(self, job: str, *partitions: str) -> None:
        """Launches a backfill as the page's dialog does. Only jobs made of ops have that dialog."""
        about = self.ask(ABOUT, of={**REPOSITORY, "pipelineName": job})["pipelineOrError"]
        assert not about["isAssetJob"]
        assert set(partitions) <= set(about["partitionKeysOrError"]["partitionKeys"])
        selector = {"partitionSetName": f"{job}_partition_set", "repositorySelector": REPOSITORY}
        launched = self.ask(BACKFILL, of={"selector": selector, "partitionNames": partitions})
        assert launched["launchPartitionBackfill"]["__typename"] == "LaunchBackfillSuccess", launched

    def runs(self) -> list[dict[str, Any]]:
        """Returns all runs, the latest first, with their tags by name."""
        runs = self.ask(RUNS)["runsOrError"]["results"]
        return [run | {"tags": {tag["key"]: tag["value"] for tag in run["tags"]}} for run in runs]

    def settle(self, seconds: float = 5) -> None:
        """Waits until all runs have ended and none has begun for some seconds.

        A tick of a sensor that was under way when the sensor was stopped still launches what it found due.
        """
        seen, since = -1, time.monotonic()

        def is_settled() -> bool:
            nonlocal seen, since
            runs = self.runs()
            if len(runs) != seen or any(run["status"] not in ENDED for run in runs):
                seen, since = len(runs), time.monotonic()
            return time.monotonic() - since > seconds

        until(is_settled, "end of what had begun")

    def failure(self, run: str) -> str:
        """Returns the page's explanation of why a run failed."""
        events = self.ask(FAILURE, id=run)["runOrError"]["eventConnection"]["events"]
        return next(event["message"] for event in events if event["__typename"] == "RunFailureEvent")

    def ended(self, *ids: str) -> list[dict[str, Any]]:
        """Waits for these runs to end."""

        def found() -> list[dict[str, Any]]:
            runs = {run["runId"]: run for run in self.runs()}
            return [runs[key] for key in ids] if all(runs[key]["status"] in ENDED for key in ids) else []

        return until(found, "end of the runs")

    def automation(self) -> dict[str, tuple[str, str]]:
        """Returns, by name of each schedule and sensor, its ID and whether it is RUNNING or STOPPED."""
        found = self.ask(AUTOMATION, **{"in": REPOSITORY})
        states = [(each["name"], each["scheduleState"]) for each in found["schedulesOrError"]["results"]]
        states += [(each["name"], each["sensorState"]) for each in found["sensorsOrError"]["results"]]
        return {name: (state["id"], state["status"]) for name, state in states}

    def stop(self, *names: str) -> None:
        """Stops schedules and sensors, as their switches on the page do."""
        states = self.automation()
        for name in names:
            self.ask(STOP_SCHEDULE if name == "refresh_when_due" else STOP_SENSOR, id=states[name][0])

    def kill(self) -> None:
        """Kills every process at once, as a lost machine does."""
        for process in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()

    def terminate(self) -> list[int]:
        """Ends it as a service manager does, by a signal to the command. Returns remaining processes."""
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)
        deadline = time.monotonic() + GRACE
        while self._processes() and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
        return self._processes()

    def listening(self) -> set[int]:
        """Returns the ports at which any of its processes accepts connections, including local ones."""
        held = set()
        for process in self._processes():
            for file in Path(f"/proc/{process}/fd").iterdir():
                with contextlib.suppress(OSError):
                    held.add(file.readlink().name)
        ports = set()
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                _, local, _, state, *_, inode = line.split()[:10]
                if state == LISTENING and f"socket:[{inode}]" in held:
                    ports.add(int(local.rpartition(":")[2], 16))
        return ports

    def lose_daemon(self) -> int:
        """Kills only the daemon. Returns the command's exit code."""
        for process in self._processes():
            if b"dagster._daemon" in Path(f"/proc/{process}/cmdline").read_bytes():
                os.kill(process, signal.SIGKILL)
        return self._process.wait(timeout=PATIENCE)

    def _processes(self) -> list[int]:
        """Returns the live processes of the session that the command began."""
        alive = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(session) == self._process.pid and state != "Z":
                alive.append(int(folder.name))
        return alive

    def _is_loaded(self) -> bool:
        assert self._process.poll() is None, self.log.read_text()
        try:
            return "refresh_when_due" in self.automation()
        except (OSError, KeyError, AssertionError):
            return False
