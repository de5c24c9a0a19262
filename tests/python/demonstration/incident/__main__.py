"""Shows three broken days and how a refresh handles them: `make demo-incident`."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from conftest import ROOT, BuiltProject, copy_project

from incident.days import BEFORE, DAYS, deliver, furnish, prepare, reasons

say = Console(highlight=False, soft_wrap=True)


def main() -> int:
    """Plays the days. The exit code is 1 if one of their refreshes fails."""
    demonstration = ROOT / "warehouse" / "warehouse.duckdb"
    if not demonstration.exists():
        say.print("There is no warehouse yet: `make run` builds it from the demonstration's files.")
        return 1
    folder = demonstration.parent / "incident"
    shutil.rmtree(folder, ignore_errors=True)
    project = copy_project(folder)
    furnish(project.root)
    prepare(project.path, demonstration)
    say.print(f"[bold]{BEFORE}[/]  Everything has arrived.")
    _refresh(project, BEFORE)
    for day in DAYS:
        say.print(f"\n[bold]{day.day}[/]  {day.told}")
        deliver(project.path, day)
        _refresh(project, day.day)
    say.print("\n" + closing(project.root, "weekly_shoppers"), markup=False)
    return 0


def closing(folder: Path, segment: str) -> str:
    """Returns what to do about a hold, with commands that work where `make` was called."""
    command = f"cd {os.path.relpath(folder, ROOT)} && {os.path.relpath(sys.prefix, folder)}/bin/segments"
    return "\n".join(
        (
            "A hold ends by itself once the data are right: each good day above published what was held.",
            "Where it doesn't, docs/operations.md says what to do for each reason. To look closer:",
            f"  ({command} releases)",
            f"  ({command} show {segment})",
            "To give a segment the members back that it had before a bad release was published:",
            f"  ({command} rollback 1 --segment {segment})",
        )
    )


def _refresh(project: BuiltProject, day: str) -> None:
    done = project.segments("refresh", "--json", "--as-of", day)
    if done.returncode:
        raise SystemExit(done.stderr)
    answer = json.loads(done.stdout)
    release = answer["release"]
    say.print(
        f"  release {release['release_id']}: [green]{release['segments_published']} published[/]", end=""
    )
    say.print(f", [yellow]{len(answer['held'])} held[/]" if answer["held"] else ", none held")
    for reason, segments in reasons(answer["held"]):
        say.print(f"  [yellow]held[/] {reason}\n       [dim]{', '.join(segments)}[/]")


if __name__ == "__main__":
    sys.exit(main())
