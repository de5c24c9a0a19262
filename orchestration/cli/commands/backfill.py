"""`segments backfill`: makes a release for each of many past as-of times, so that history covers them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from orchestration.defs.runs import Runs
from orchestration.project.clock import instant
from orchestration.project.errors import RefusedError
from orchestration.project.figures import clock, number
from orchestration.project.layers import LEDGER
from orchestration.project.periods import ends_of_periods
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.terminal import console
from orchestration.warehouse.connections import is_file, open_warehouse
from orchestration.warehouse.lock import WAIT_SECONDS
from orchestration.warehouse.writer import only_writer


def backfill(project: Project, first: str, last: str, every: str, *, wait: float, as_json: bool) -> None:
    """Makes a release for the end of every day, week or month between two days, oldest first.

    The last release repeats the latest clock that was ever released, so that readers see current members
    again.
    Raises RefusedError at the first clock that can't be published. Earlier releases of the backfill remain.
    """
    zone = ZoneInfo(project.variables["time_zone"])
    days = ends_of_periods(first, last, every, zone)
    with console.shown_progress(only={"waiting"}), only_writer(project, wait):
        pass
    clocks = [instant(day.isoformat(), zone, None) for day in days]
    present = _latest_clock(project)
    if present and present > clocks[-1]:
        clocks.append(present)
    names = {as_of: clock(as_of, zone.key) for as_of in clocks}
    made: list[dict[str, Any]] = []
    with console.shown_progress(only={"prepare", *names.values()}):
        runs = Runs(project)
        for as_of, name in names.items():
            with step(name) as say:
                # Files for readers are written once, with the last release.
                job = "refresh" if as_of == clocks[-1] else "backfill"
                # Another refresh can run between two clocks. The backfill continues after it.
                made.append(_release(runs, job, as_of, wait if not made else WAIT_SECONDS, len(made)))
                say(f"release {made[-1]['release_id']}, {made[-1]['segments_held']} segments held")
    if as_json:
        console.print_json({"releases": made})
    else:
        console.show(_releases_table(made, zone.key))


def _release(runs: Runs, job: str, as_of: datetime, wait: float, before: int) -> dict[str, Any]:
    # The first takes in what has arrived, and the second leaves no arrivals for those after it.
    takes_input = before < 2 or job == "refresh"
    try:
        return runs.run(job, as_of=as_of.isoformat(), wait=wait, takes_input=takes_input)
    except RefusedError as error:
        name = clock(as_of, runs.project.variables["time_zone"])
        stopped = f"The backfill stopped at {name}; the releases before it stand."
        raise RefusedError(*error.sentences, stopped) from error


def _latest_clock(project: Project) -> datetime | None:
    """Returns the clock of the present, as the releases show it, or None before the first release.

    It is the latest clock from the last release that followed the data or the time onwards. An earlier
    release may have followed an event that was withdrawn since.
    """
    if is_file(project) and not project.warehouse_file.is_file():
        return None
    with open_warehouse(project, read_only=True) as warehouse:
        columns = warehouse.columns(f"{LEDGER}.releases")
        if not columns:
            return None
        follows = "clock in ('latest', 'now')" if "clock" in columns else "1 = 0"
        return warehouse.rows(
            f"select max(as_of) as as_of from {LEDGER}.releases where release_id >="
            f" (select coalesce(max(release_id), 0) from {LEDGER}.releases where {follows})"
        )[0]["as_of"]


def _releases_table(releases: list[dict[str, Any]], time_zone: str) -> Table:
    table = Table("as of", box=None, header_style="bold", pad_edge=False)
    for column in ("release", "segments", "held"):
        table.add_column(column, justify="right")
    for row in releases:
        figures = (row["release_id"], row["segments_published"], row["segments_held"])
        table.add_row(clock(row["as_of"], time_zone), *map(number, figures))
    return table
