"""Runs each measurement in a process forked from one that has imported everything and opened nothing."""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PRELOADED = [
    "bench.measure",
    "bench.project",
    "orchestration.defs.assembly",
    "dbt.cli.main",
    "great_expectations.expectations",
]


class MeasurementFailedError(Exception):
    """A measurement ended without a result. The message says why."""


class Child:
    """A running measurement."""

    def __init__(self, task: str, asked: dict[str, Any]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self._task = task
        self._answers, answer = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(answer, task, asked))
        self._process.start()
        answer.close()

    def result(self) -> Any:
        """Waits for the measurement and returns its result.

        Raises MeasurementFailedError if the process failed or was killed, for example for lack of memory.
        """
        try:
            failure, found = self._answers.recv()
        except EOFError:
            failure, found = "", None
        self._process.join()
        if found is None:
            raise MeasurementFailedError(
                f"{self._task} ended with {self._process.exitcode} and no answer.\n{failure}".rstrip()
            )
        return found


def measure(task: str, **asked: Any) -> Any:
    """Runs a task of bench.measure in a process of its own, and waits for it."""
    return Child(task, asked).result()


def _run(answer: Connection, task: str, asked: dict[str, Any]) -> None:
    from .measure import TASKS

    # The measured program's progress output isn't needed here.
    with Path(os.devnull).open("w") as nowhere:
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    try:
        answer.send(("", TASKS[task](asked)))
    except Exception:
        answer.send((traceback.format_exc(), None))
        sys.exit(1)
