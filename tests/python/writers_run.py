"""A refresh that waits before it publishes: `python writers_run.py STEP FILE [ARGUMENTS]`.

It works like `segments ARGUMENTS`, but at the start of the step it reports that and waits until the file
exists.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from orchestration.cli import app as cli
from orchestration.project.progress import Step, listen


def main() -> None:
    """Runs the command."""
    step, file = sys.argv.pop(1), Path(sys.argv.pop(1))
    waited: list[str] = []

    def wait(now: Step) -> None:
        if now.name == step and now.state == "running" and not waited:
            waited.append(step)
            print("waiting", flush=True)
            while not file.exists():
                time.sleep(0.05)

    with listen(wait):
        cli.main()


if __name__ == "__main__":
    main()
