"""Reports the current step of a refresh to a listener, such as the command's display."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass
class Step:
    """One step of a refresh as it proceeds. `detail` says what it is doing, or has done."""

    name: str
    state: Literal["waiting", "running", "done", "failed"] = "running"
    detail: str = ""
    seconds: float = 0.0


Listener = Callable[[Step], None]

_listeners: list[Listener] = []


@contextlib.contextmanager
def listen(listener: Listener) -> Iterator[None]:
    """Calls `listener` with every change of every step until the block ends."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextlib.contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Yields a dict that receives the seconds of each step that ends within the block."""
    seconds: dict[str, float] = {}

    def note(step: Step) -> None:
        if step.state == "done":
            seconds[step.name] = round(step.seconds, 3)

    with listen(note):
        yield seconds


@contextlib.contextmanager
def step(name: str) -> Iterator[Callable[[str], None]]:
    """Announces a step and its end. Yields a function that reports what the step is doing."""
    current = Step(name)
    started = time.monotonic()

    def say(detail: str) -> None:
        current.detail = detail
        _tell(current, started)

    _tell(current, started)
    try:
        yield say
    except BaseException:
        current.state = "failed"
        _tell(current, started)
        raise
    current.state = "done"
    _tell(current, started)


def wait_for(whom: str, seconds: float) -> None:
    """Reports at once whom the refresh waits for, and for how long at most."""
    _tell(Step("waiting", "waiting", f"{whom}; for {seconds:g} s at most"), time.monotonic())


def _tell(current: Step, started: float) -> None:
    current.seconds = time.monotonic() - started
    for listener in _listeners:
        listener(current)
