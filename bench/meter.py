"""What a piece of work costs this process: CPU seconds, seconds by the clock, and the peak of its memory."""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from dataclasses import dataclass, field


def cpu_seconds() -> float:
    """User and system time of this process and of the children that it waited for."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def peak_megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass
class Meter:
    """Measures what runs within `with meter:`; `lap` names the parts of it."""

    cpu: float = 0.0
    wall: float = 0.0
    laps: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def __enter__(self) -> Meter:
        self._cpu, self._wall = cpu_seconds(), time.monotonic()
        self._lap = self._cpu
        return self

    def lap(self, part: str, step: str) -> None:
        """Notes the CPU seconds since the last lap as those of a step, and its part of the whole."""
        now = cpu_seconds()
        self.laps[part][step] = self.laps[part].get(step, 0.0) + now - self._lap
        self._lap = now

    def __exit__(self, *_: object) -> None:
        self.cpu += cpu_seconds() - self._cpu
        self.wall += time.monotonic() - self._wall
