"""`segments rollback`: publishes the content of an earlier release again, as a new release."""

from collections.abc import Sequence
from typing import Any

from orchestration.project.figures import clock, number
from orchestration.project.layers import LEDGER
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.publication.catalogue import read_releases
from orchestration.publication.rollback import check_rollback, roll_back
from orchestration.readers.for_readers import write_for_readers
from orchestration.terminal import console
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.writer import only_writer


def rollback(project: Project, target: int, segments: Sequence[str], *, wait: float, as_json: bool) -> None:
    """Publishes again what the release `target` published, for `segments` or for all that still exist.

    Raises RefusedError, and changes nothing, for a release or segment that it can't restore.
    """
    with console.shown_progress(), only_writer(project, wait):
        with open_warehouse(project) as warehouse:
            restored = check_rollback(warehouse, target, list(dict.fromkeys(segments)))
            with step("publish") as say:
                number_of_release = roll_back(warehouse, project.root, target, restored)
                say(f"release {number_of_release}")
            release = read_releases(warehouse, limit=1)[0]
            changes = _changes(warehouse, release["release_id"])
        write_for_readers(project)
    if as_json:
        console.print_json({"release": release, "restored": restored, **changes})
    else:
        _print(project, target, release, restored, changes)


def _changes(warehouse: Warehouse, release: int) -> dict[str, int]:
    """Returns how many entries and exits readers see in this release, hidden segments included."""
    rows = warehouse.rows(
        f"select change, count(*) as customers from {LEDGER}.segment_change_log where release_id = ?"
        " group by change",
        [release],
    )
    counts = {row["change"]: row["customers"] for row in rows}
    return {change: counts.get(change, 0) for change in ("entered", "exited")}


def _print(
    project: Project,
    target: int,
    release: dict[str, Any],
    restored: Sequence[str],
    changes: dict[str, int],
) -> None:
    as_of = clock(release["as_of"], project.variables["time_zone"])
    count = f"{number(len(restored))} segment{'' if len(restored) == 1 else 's'}"
    console.out.print(
        f"Release {release['release_id']}: {count} as release {target} published them, as of {as_of};"
        f" {number(changes['entered'])} entries, {number(changes['exited'])} exits.",
        "They are held until the next refresh, which publishes by the current definitions and data: fix"
        " the problem before it runs.",
        sep="\n",
        highlight=False,
    )
