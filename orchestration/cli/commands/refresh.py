"""`segments refresh`: runs Dagster's job in this process, as the schedule runs it in another."""

import os
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from orchestration.audit.acceptance import FAILED, how_to_accept
from orchestration.audit.project_checks import PROJECT_CHECKS
from orchestration.cli.commands.first_history import months_to_release, release_months
from orchestration.cli.commands.listing import segments_table, tell_drafts
from orchestration.defs.runs import Runs
from orchestration.project.clock import refuse_days_to_come
from orchestration.project.figures import clock
from orchestration.project.layers import AUDIT, MEMBERSHIP, PUBLISHED
from orchestration.project.project import Project
from orchestration.publication.catalogue import read_releases, read_segments, still_listed
from orchestration.publication.work import work_sentence
from orchestration.terminal import console
from orchestration.warehouse.connections import address, is_file, open_published, open_warehouse
from orchestration.warehouse.lock import WAIT_SECONDS
from orchestration.warehouse.writer import only_writer

# What the audit found doubtful of the data as a whole.
PROJECT_WARNINGS = f"""
select check_name, observed, expected
from {AUDIT}.verdicts
where
    segment is null and severity = 'warn' and not passed
    and release_id = (select release_id from {MEMBERSHIP}.refresh_plan)
order by check_name
"""
# The steps to show before the release of the present. Those of a past one repeat for each.
BEFORE = {"waiting", "prepare", "input", "history"}
SAYS = {check.name: check.says for check in PROJECT_CHECKS}


def refresh(
    project: Project, *, as_of: str | None, full: bool, history: int | None, wait: float, as_json: bool
) -> None:
    """Make a release, then print its segments and where to look next.

    A first refresh makes releases of `history` month ends before, or of as many as the project declares.
    Raises RefusedError when nothing could be published; the last release stands then.
    """
    if as_of:
        refuse_days_to_come(as_of, ZoneInfo(project.variables["time_zone"]))
    # Whoever can't have the lock learns it before seconds of imports.
    with console.shown_progress(only={"waiting"}), only_writer(project, wait):
        pass
    months = months_to_release(project, history, as_of)
    with console.shown_progress(only=BEFORE) as earlier:
        runs = Runs(project)
        past = release_months(runs, months, wait) if months else []
    with console.shown_progress() as steps:
        # What was waited for once is worth waiting for again.
        runs.run("refresh", as_of=as_of, full=full, wait=WAIT_SECONDS if past else wait)
    with open_published(project) as published:
        segments = still_listed(project, read_segments(published))
    with open_warehouse(project, read_only=True) as warehouse:
        everything, releases = read_segments(warehouse, hidden=True), read_releases(warehouse, 1, hidden=True)
        (plan,) = warehouse.rows(f"select customers from {MEMBERSHIP}.refresh_plan")
        warnings, failed = warehouse.rows(PROJECT_WARNINGS), warehouse.rows(FAILED)
    release = releases[0]
    held = [row for row in everything if row["status"] == "held"]
    if as_json:
        seconds: dict[str, float] = {}
        for step in (*earlier, *steps):
            seconds[step.name] = round(seconds.get(step.name, 0) + step.seconds, 3)
        answer = {"release": release, "segments": segments, "held": held, "warnings": warnings}
        console.print_json({**answer, "history": list(map(asdict, past)), "seconds": seconds})
        return
    console.show(segments_table(segments))
    console.out.print()
    for month in past:
        if month.refused:
            _print_marked("no release", f"of {month.day}: {' '.join(month.refused)}")
    for row in held:
        _print_marked("held", f"{row['segment']}: {row['held_reason']}")
    tell_drafts(project)
    for line in how_to_accept(project, held, failed):
        console.out.print(line, highlight=False)
    if release["made_public"]:
        _print_marked("public now", f"{release['made_public']}: hidden before this release")
    for row in warnings:
        finding = f"{row['check_name']}: {row['observed']}, expected {row['expected']}"
        _print_marked("warning", f"{finding} ({SAYS[row['check_name']]})")
    standing = [row for row in everything if row["status"] != "retired"]
    hidden = sum(row["access"] == "private" for row in standing)
    counts = f"{len(standing) - hidden} published, {hidden} hidden, {len(held)} held"
    work = work_sentence(release, plan["customers"])
    console.show(_where_next(project, release, counts, work, [month.day for month in past if month.release]))


def _print_marked(mark: str, finding: str) -> None:
    console.out.print(Text.assemble((mark, "yellow"), f" {finding}"), highlight=False)


def _where_next(
    project: Project, release: dict[str, Any], counts: str, work: str, months: list[date]
) -> Table:
    as_of = clock(release["as_of"], project.variables["time_zone"])
    table = Table.grid(padding=(0, 2))
    table.add_row(f"release {release['release_id']}", f"as of {as_of}: {counts}")
    if months:
        ends = f"{len(months)} month ends, {months[0]} to {months[-1]}"
        table.add_row("history", f"{ends}, each with its release: segments releases")
    table.add_row("work", work)
    table.add_row("report", _short(project, project.report_file))
    if is_file(project):
        parquet = _short(project, project.parquet_folder)
        table.add_row("for BI", f"{_short(project, project.reader_file)}, or Parquet in {parquet}/")
    else:
        table.add_row("for BI", f"schema {PUBLISHED} of {address(project)}")
    table.add_row("audit", _short(project, project.data_docs_folder / "index.html"))
    table.add_row("one segment", "segments show NAME, also for hidden ones, if you can read the warehouse")
    table.add_row("runs, lineage", "segments serve" if project.is_within else "make serve")
    return table


def _short(project: Project, path: Path) -> str:
    """A path as seen from the folder of the project, or of the one around it; whole where it is elsewhere."""
    seen_from = project.root.parent if project.is_within else project.root
    return os.path.relpath(path, seen_from) if path.is_relative_to(seen_from) else str(path)
