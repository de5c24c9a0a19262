"""Proves that refreshes equal full builds: `python -m tests.python.proof.incremental 2000 --seed 1`.

Each seed is a sequence of changes and refreshes over a small world. A difference is printed with its seed and
the fewest steps that still cause it. `... 1 --seed 4711` reproduces it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing.util import Finalize
from pathlib import Path

from ..warehouses import server
from .changing_rules import CHANGES
from .choices import Seeded
from .course import REFRESHES, ROLLBACK, WORLD_CHANGES, Warehouses
from .engines import target

# The frequency of each step, if it isn't 1.
OFTEN = {
    "events arrive": 5,
    "events are corrected": 4,
    "an event is deleted": 2,
    "the clock moves": 6,
    "traits change": 3,
    "a list changes": 2,
    "a segment is edited": 3,
    "a segment is added": 2,
}
ANY_CHANGE = tuple(name for name in (*WORLD_CHANGES, *CHANGES) for _ in range(OFTEN.get(name, 1)))
ANY_REFRESH = (REFRESHES[0],) * 12 + REFRESHES[1:-1] * 2
ROLLBACK_PERCENT = 30
# Now and then, more segments than fit into one word of packed verdicts (63).
MANY_SEGMENTS, MANY_EVERY = 66, 100

_warehouses: Warehouses | None = None


@dataclass(frozen=True)
class Sequence:
    """The seed of a world, and named steps, each with a seed of its own. Any step can be left out."""

    seed: int
    segments: int
    steps: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, seed: int) -> Sequence:
        """Returns the sequence that a seed makes."""
        choose = Seeded(seed)
        steps = [(REFRESHES[0], 0)]
        is_large = seed % MANY_EVERY == 0
        for _ in range(choose.whole(1, 3)):
            changes = [choose.one_of(ANY_CHANGE) for _ in range(choose.one_of((1, 2, 2, 3)))]
            steps += [(name, choose.whole(0, 10**9)) for name in (*changes, choose.one_of(ANY_REFRESH))]
            if choose.chance(ROLLBACK_PERCENT):
                steps.append((ROLLBACK, choose.whole(0, 10**9)))
        steps.append((REFRESHES[0], 0))
        segments = MANY_SEGMENTS if is_large else choose.whole(2, 5)
        return cls(choose.whole(0, 10**9), segments, tuple(steps))


def main() -> int:
    """Runs the proof. The exit code is 1 if anything differs."""
    asked, engine = _arguments(), target()
    started, sequences, refreshes, differences = time.monotonic(), 0, 0, 0
    with server(), ProcessPoolExecutor(asked.jobs, initializer=_start) as workers:
        waiting = [workers.submit(prove, seed) for seed in range(asked.seed, asked.seed + asked.sequences)]
        for seed, future in enumerate(waiting, asked.seed):
            try:
                made, found = future.result()
            except KeyboardInterrupt:
                workers.shutdown(cancel_futures=True)
                print(f"stopped; go on with --seed {seed}", file=sys.stderr)
                break
            sequences, refreshes, differences = sequences + 1, refreshes + made, differences + bool(found)
            if found:
                print(f"seed {seed}", *found, sep="\n    ", flush=True)
            if sys.stderr.isatty() or sequences % 50 == 0:
                end = "\r" if sys.stderr.isatty() else "\n"
                print(f"{sequences} sequences, {refreshes} refreshes", end=end, file=sys.stderr, flush=True)
    rate = f"{sequences / (time.monotonic() - started):.2f} sequences a second on {engine}"
    print(f"sequences {sequences}, refreshes {refreshes}, differences {differences}, {rate}")
    return 1 if differences else 0


def prove(seed: int) -> tuple[int, list[str]]:
    """Returns the refreshes of a seed's sequence, and the first difference with its fewest steps."""
    sequence = Sequence.of(seed)
    refreshes, found = run(sequence)
    return refreshes, _told(_shrunk(sequence)) if found else []


def run(sequence: Sequence) -> tuple[int, list[str]]:
    """Returns the refreshes up to the first after which something differs, and the differences."""
    assert _warehouses
    course = _warehouses.course(Seeded(sequence.seed), sequence.segments)
    try:
        for place, (name, seed) in enumerate(sequence.steps, 1):
            if name in REFRESHES:
                found = course.refresh(name, Seeded(seed), place == len(sequence.steps))
                if found:
                    return course.refreshes, found
            else:
                course.change(name, Seeded(seed))
        return course.refreshes, []
    finally:
        course.close()


def _shrunk(sequence: Sequence) -> Sequence:
    """Returns the sequence without steps that the difference doesn't need."""
    for place in reversed(range(len(sequence.steps))):
        smaller = replace(sequence, steps=sequence.steps[:place] + sequence.steps[place + 1 :])
        if run(smaller)[1]:
            sequence = smaller
    return sequence


def _told(sequence: Sequence) -> list[str]:
    """Returns the steps, and what differs after them."""
    steps = ", ".join(f"{name} ({seed})" for name, seed in sequence.steps)
    return [f"world {sequence.seed}, {sequence.segments} segments: {steps}", *run(sequence)[1]]


def _start() -> None:
    global _warehouses
    _warehouses = Warehouses(Path(__file__).parents[3])
    # atexit doesn't run at a worker's end.
    Finalize(None, _warehouses.close, exitpriority=1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.python.proof.incremental", description=__doc__)
    parser.add_argument("sequences", type=int, nargs="?", default=100, help="how many (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="where to begin; a sequence a seed (default: 1)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="processes (default: as many as cores)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
