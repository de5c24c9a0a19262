"""Proves by many random rules: `python -m tests.python.proof 10000 --seed 1`.

Each seed makes a world of about 25 rules. A difference is printed with its seed, which reproduces it: `python
-m tests.python.proof 1 --seed 4711`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing.util import Finalize
from pathlib import Path

from ..warehouses import server
from .cases import Prover, some_case
from .choices import Seeded
from .engines import target

RULES_A_WORLD = 25
# Now and then, more rules than fit into one word of packed verdicts (63).
MANY_RULES, MANY_EVERY = 70, 20

_prover: Prover | None = None


def main() -> int:
    """Runs the proof. The exit code is 1 if any answer differs."""
    asked, engine = _arguments(), target()
    started, rules, differences = time.monotonic(), 0, 0
    with server(), ProcessPoolExecutor(asked.jobs, initializer=_start) as workers:
        waiting = [workers.submit(prove, seed) for seed in _seeds(asked.seed, asked.rules)]
        for seed, future in enumerate(waiting, asked.seed):
            try:
                found = future.result()
            except KeyboardInterrupt:
                workers.shutdown(cancel_futures=True)
                print(f"stopped; go on with --seed {seed}", file=sys.stderr)
                break
            rules, differences = rules + _size(seed), differences + len(found)
            for difference in found:
                print(f"seed {seed}, {difference}")
            if sys.stderr.isatty():
                print(f"\r{rules} rules", end="\r", file=sys.stderr, flush=True)
    rate = rules / (time.monotonic() - started)
    print(f"rules {rules}, differences {differences}, {rate:.1f} rules a second on {engine}")
    return 1 if differences else 0


def prove(seed: int) -> list[str]:
    """Returns the differences in the seed's world, as text."""
    assert _prover
    return [str(difference) for difference in _prover.differences(some_case(Seeded(seed), _size(seed)))]


def _start() -> None:
    global _prover
    _prover = Prover(Path(__file__).parents[3])
    # atexit doesn't run at a worker's end.
    Finalize(None, _prover.close, exitpriority=1)


def _size(seed: int) -> int:
    return MANY_RULES if seed % MANY_EVERY == 0 else RULES_A_WORLD


def _seeds(first: int, rules: int) -> Iterator[int]:
    left = rules
    for seed in count(first):
        if left <= 0:
            return
        left -= _size(seed)
        yield seed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.python.proof", description=__doc__)
    parser.add_argument(
        "rules", type=int, nargs="?", default=1000, help="how many rules, at least (default: 1000)"
    )
    parser.add_argument("--seed", type=int, default=1, help="where to begin; a world a seed (default: 1)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="processes (default: as many as cores)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
