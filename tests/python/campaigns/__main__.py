"""The coverage of a campaign's intervals: `python -m tests.python.campaigns 2000 --seed 1`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaigns.coverage import coverage

LEAST, MOST = 0.94, 0.96


def main() -> int:
    """Prints the shares. The exit code is 1 if they differ from what the intervals promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("campaigns", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = coverage(asked.campaigns, asked.seed)
    print(
        f"campaigns {asked.campaigns}, seed {asked.seed}: the interval at the end holds 0 in"
        f" {found.at_the_end:.1%}, on every day in {found.daily:.1%};"
        f" the always-valid one on every day in {found.daily_always_valid:.1%}"
    )
    return 0 if LEAST <= found.at_the_end <= MOST and found.daily_always_valid >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
