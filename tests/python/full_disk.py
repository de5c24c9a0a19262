"""Runs the `segments` command with a limit on file sizes, as on a disk that fills up."""

from __future__ import annotations

import subprocess
import sys

from conftest import BuiltProject, clean_environment

PROGRAM = """
import resource, sys
from orchestration.cli import app as cli
from orchestration.project.progress import listen
step, room = sys.argv.pop(1), int(sys.argv.pop(1))
def fill():
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
def note(now):
    if now.name == step and now.state == "running":
        fill()
if not step:
    fill()
with listen(note):
    cli.main()
"""


def run(
    project: BuiltProject, room: int, *arguments: str, step: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs the command with this many bytes for each file, from the start of a step of its refresh on."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, step, str(room), *arguments],
        cwd=project.root,
        env=clean_environment(project.root),
        capture_output=True,
        text=True,
        check=False,
    )
