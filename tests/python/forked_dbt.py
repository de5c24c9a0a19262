"""Runs dbt in the current folder, as a person does, each time in a process forked from this one.

Reads the arguments of one run per line on stdin, as JSON. Answers with its exit code and output.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

from dbt.cli.main import cli

answers = os.fdopen(os.dup(1), "w", buffering=1)


def main() -> None:
    """Runs the requested commands until stdin ends."""
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+") as said:
            process = os.fork()
            if process == 0:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                cli(json.loads(line))
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            said.seek(0)
            print(json.dumps({"code": code, "said": said.read()}), file=answers)


if __name__ == "__main__":
    main()
