"""The one writer's lock. The kernel releases it when its holder dies, so it is free again at once."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from orchestration.project.errors import PassingError
from orchestration.project.progress import wait_for

POLL_SECONDS = 0.2

# How long an unattended run waits. Another refresh takes less than this.
WAIT_SECONDS = 3600.0

# A short look at the warehouse takes less than this, so a writer waits for it instead of giving up.
GLANCE_SECONDS = 1.0


@contextlib.contextmanager
def writer_lock(path: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Holds the lock at `path`, after waiting up to `wait_seconds` for another holder to finish.

    Raises PassingError, naming the holder's process and start, if the lock isn't free by then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Opened for appending, because truncating would erase a holder's name before its lock is noticed.
    with path.open("a+", encoding="utf-8") as file:
        begun, told = time.monotonic(), False
        while not _try_lock(file, fcntl.LOCK_EX):
            waited = time.monotonic() - begun
            if waited >= max(wait_seconds, GLANCE_SECONDS):
                raise PassingError(_holder_sentence(file, wait_seconds))
            if waited >= GLANCE_SECONDS and not told:
                wait_for(f"another refresh is running ({_holder(file)})", wait_seconds)
                told = True
            time.sleep(POLL_SECONDS)
        _write_holder(file)
        try:
            yield
        finally:
            file.truncate(0)


@contextlib.contextmanager
def glance(path: Path) -> Iterator[None]:
    """Keeps writers out for a short look at the warehouse.

    Raises PassingError, naming the writer, while one holds the lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        if not _try_lock(file, fcntl.LOCK_SH):
            raise PassingError(_holder_sentence(file, 0))
        yield


def _try_lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_holder(file: IO[str]) -> None:
    file.truncate(0)
    json.dump({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}, file)
    file.flush()


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        holder = json.load(file)
        return f"process {holder['pid']}, since {holder['since']}"
    except (ValueError, KeyError):
        return "a process that has just started"


def _holder_sentence(file: IO[str], waited: float) -> str:
    after = f" after waiting {waited:g} s" if waited else ""
    who = f"{_holder(file)}){after}"
    return f"Another refresh is running ({who}: let it finish, or wait for it with --wait SECONDS."
