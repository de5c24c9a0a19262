"""Projects that share a warehouse and are distinguished by a prefix."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import commands
from conftest import BuiltProject

VARIABLE = "SEGMENTS_SCHEMA_PREFIX"

COLUMNS = {
    "published.segment_members": "segment, customer_id",
    "published.segments": "segment, size, status, rule",
    "hidden.segment_members": "segment, customer_id",
    "published.segment_changes": "segment, customer_id, change, release_id",
}


@dataclass
class Under:
    """A project under a prefix, or without one. `named` has further variables for its commands."""

    project: BuiltProject
    prefix: str
    root: Path
    named: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        return self.project.environment | {VARIABLE: self.prefix} | self.named

    def segments(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the command under the prefix."""
        return commands.run(arguments, self.root, self.environment)

    def refresh(self, *arguments: str) -> None:
        """Refreshes, which must succeed."""
        done = self.segments("refresh", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def begun(self, *arguments: str) -> subprocess.Popen[str]:
        """Starts a Python module, as the user's shell would run it."""
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        command = [sys.executable, "-m", *arguments]
        return subprocess.Popen(command, cwd=self.root, env=self.environment, **streams)

    def published(self) -> dict[str, list[tuple[Any, ...]]]:
        """Returns members and changes, by relation."""
        return {
            name: sorted(self.project.rows(f"select {columns} from {self.prefix}{name}"))
            for name, columns in COLUMNS.items()
        }

    def written(self) -> list[tuple[Any, ...]]:
        """Returns every release with its start time, which another refresh would change."""
        return self.project.rows(
            f"select release_id, started_at from {self.prefix}ledger.releases order by 1"
        )
