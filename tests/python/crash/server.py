"""Runs the jobs of the project in the current folder, each in a process of its own, forked from this one.

This process has imported everything and parsed the project, so that a run starts within a moment; it never
holds the warehouse open when it forks. It reads an order a line on stdin and answers it by a line on stdout:

    {"do": "prepare"}                                      parse the files as they stand now
    {"do": "run", "job": "refresh", "as_of": ..., "full": false, "kill_in": null | PHASE, "after": SECONDS}
    {"do": "run here", "job": ..., "as_of": ...}           in this process: later ones find all in memory
    {"do": "started"}                                      how many runs Dagster takes for going on

A run is killed so many seconds after its phase began: a step as the project names it, or what follows one.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from typing import Any

# This process's answers to its parent. Everything else that prints goes to stderr.
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

import dbt.cli.main  # noqa: E402, F401
import duckdb  # noqa: E402, F401
import great_expectations.expectations  # noqa: E402, F401
from dagster import DagsterInstance, RunsFilter  # noqa: E402

from orchestration.defs.dead_runs import GOING_ON  # noqa: E402
from orchestration.defs.runs import Runs  # noqa: E402
from orchestration.project.errors import sentences_of  # noqa: E402
from orchestration.project.progress import Step, listen  # noqa: E402
from orchestration.warehouse.find import find_project  # noqa: E402

START = "start"


def main() -> None:
    """Answers orders until stdin ends."""
    runs: Runs | None = None
    for line in sys.stdin:
        order = json.loads(line)
        match order["do"]:
            case "prepare":
                runs = Runs(find_project())
                # Opened once here, so that no run has to import what it needs.
                with DagsterInstance.get():
                    pass
                answer: dict[str, Any] = {}
            case "run here":
                assert runs
                runs.run(order["job"], as_of=order["as_of"])
                answer = {}
            case "run":
                assert runs
                answer = _run(runs, order)
            case "started":
                with DagsterInstance.get() as instance:
                    going = instance.get_runs(filters=RunsFilter(statuses=GOING_ON))
                answer = {"runs": len(going)}
        print(json.dumps(answer), file=answers)


def _run(runs: Runs, order: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        os._exit(_run_here(runs, order, writing))
    os.close(writing)
    watch = Watch(reading, process, order)
    watch.until_the_end()
    os.close(reading)
    _, status = os.waitpid(process, 0)
    return {
        "killed": os.WIFSIGNALED(status),
        "phase": watch.phase,
        "moment": watch.moment,
        "seconds": watch.seconds,
        "error": None if os.WIFSIGNALED(status) or status == 0 else watch.told.get("error", "no word"),
    }


def _run_here(runs: Runs, order: dict[str, Any], pipe: int) -> int:
    def tell(**what: Any) -> None:
        os.write(pipe, (json.dumps(what) + "\n").encode())

    def note(step: Step) -> None:
        tell(step=step.name, state=step.state, detail=step.detail)

    # Writing the files that people read takes dbt half a second.
    os.environ["DBT_WRITE_JSON"] = "false"
    try:
        with listen(note):
            runs.run(order["job"], as_of=order["as_of"], full=order["full"])
    except BaseException as error:
        tell(error=" ".join(sentences_of(error) or [repr(error)])[:2000])
        return 1
    return 0


class Watch:
    """Follows the steps that a run reports, and kills it at the chosen moment."""

    def __init__(self, pipe: int, process: int, order: dict[str, Any]) -> None:
        self._pipe, self._process = pipe, process
        self._kill_in, self._after = order["kill_in"], order["after"]
        self._kill_at: float | None = None
        self._began = time.monotonic()
        self.phase = self.moment = START
        self.seconds: dict[str, float] = {}
        self.told: dict[str, Any] = {}
        self._enter(START, "")

    def until_the_end(self) -> None:
        """Returns when the run has ended, by itself or killed."""
        rest = b""
        while True:
            if not select.select([self._pipe], [], [], self._patience())[0]:
                os.kill(self._process, signal.SIGKILL)
                return
            more = os.read(self._pipe, 65536)
            if not more:
                self._enter("end", "")
                return
            *lines, rest = (rest + more).split(b"\n")
            for line in lines:
                self._note(json.loads(line))

    def _patience(self) -> float | None:
        return None if self._kill_at is None else max(0.0, self._kill_at - time.monotonic())

    def _note(self, told: dict[str, Any]) -> None:
        if "step" not in told:
            self.told = told
            return
        phase = told["step"] if told["state"] == "running" else f"after {told['step']}"
        if phase != self.phase:
            self._enter(phase, "")
        else:
            self.moment = f"{phase}: {told['detail']}"

    def _enter(self, phase: str, detail: str) -> None:
        now = time.monotonic()
        self.seconds[self.phase] = now - self._began
        self._began, self.phase, self.moment = now, phase, f"{phase}: {detail}"
        if phase == self._kill_in and self._kill_at is None:
            self._kill_at = now + self._after


if __name__ == "__main__":
    main()
