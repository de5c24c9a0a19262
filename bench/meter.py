"""What a piece of work costs this process: CPU seconds, wall-clock seconds, and peak memory."""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field


def cpu_seconds() -> float:
    """Returns the user and system time of this process and of the children that it waited for."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def peak_megabytes() -> float:
    """Returns the most memory that this process has used so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, Linux kilobytes.
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


@dataclass
class Meter:
    """Measures what runs within `with meter:`. `note` records the cost of its parts."""

    cpu: float = 0.0
    wall: float = 0.0
    # CPU seconds by part and step.
    parts: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def __enter__(self) -> Meter:
        self._cpu, self._wall = cpu_seconds(), time.monotonic()
        return self

    def note(self, part: str, step: str, cpu: float) -> None:
        """Records the CPU seconds of a step, which belongs to a part of the whole."""
        self.parts[part][step] = self.parts[part].get(step, 0.0) + cpu

    def lap(self, part: str) -> None:
        """Attributes to a part the time that no other part has recorded so far."""
        self.note(
            part, part, cpu_seconds() - self._cpu - sum(sum(steps.values()) for steps in self.parts.values())
        )

    def __exit__(self, *_: object) -> None:
        self.cpu += cpu_seconds() - self._cpu
        self.wall += time.monotonic() - self._wall
