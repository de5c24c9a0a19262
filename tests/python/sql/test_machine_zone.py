"""Times mean the same wherever the machine is: the tests of times, with the machine in another zone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]
# Tests of what comes in, of days and of clocks; each file compares with values that stand in it.
OF_TIMES = ("sql/test_intake_types.py", "sql/test_local_days.py", "sql/test_future.py", "unit/test_clock.py")


def test_times_are_taken_right_on_a_machine_in_another_zone() -> None:
    """On DuckDB, stored times were nine hours off in Tokyo."""
    here = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            *(str(TESTS / file) for file in OF_TIMES),
        ],
        cwd=TESTS.parents[1],
        env=here | {"TZ": "Asia/Tokyo", "PGTZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert (passed := re.search(r"(\d+) passed", done.stdout)) and int(passed[1]) > 50
