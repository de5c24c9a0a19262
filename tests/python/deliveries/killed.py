"""A delivery in a process of its own, forked from one with the libraries, and killed on request."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["orchestration.delivery.round", "duckdb", "asyncssh", "drt.destinations.rest_api"]
)


def deliver(root: str, name: str | None, said: str, environment: dict[str, str]) -> None:
    """Deliver, and write what went wrong into a file: the target of a process.

    It takes its environment along: the process that it is forked from keeps the one in which it was started,
    and another test may have started it.
    """
    os.environ.clear()
    os.environ.update(environment)
    from orchestration.delivery.round import export
    from orchestration.project.project import Project

    deliveries = export(Project(Path(root), "duckdb"), name)
    problems = [problem for each in deliveries for problem in each.problems]
    Path(said).write_text("\n".join(problems), encoding="utf-8")
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = f"{used.ru_maxrss} {used.ru_utime + used.ru_stime}"
    Path(said).with_name("used.txt").write_text(figures, encoding="utf-8")
    os._exit(1 if problems else 0)


def run(root: Path, name: str | None = None, kill_after: float | None = None) -> tuple[int | None, str]:
    """Deliver in a new process; gives its exit code, negative if it was killed, and what went wrong."""
    said = root / "said.txt"
    said.unlink(missing_ok=True)
    process = CONTEXT.Process(target=deliver, args=(str(root), name, str(said), dict(os.environ)))
    process.start()
    process.join(kill_after)
    if process.is_alive():
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    return process.exitcode, said.read_text(encoding="utf-8") if said.is_file() else ""
