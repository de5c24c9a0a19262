"""`segments refresh`: runs Dagster's job in this process, as the schedule runs it in another."""

from typing import Any

from rich.table import Table

from orchestration import console
from orchestration.commands.listing import segments_table
from orchestration.figures import clock
from orchestration.project import Project
from orchestration.publication.catalogue import read_releases, read_segments
from orchestration.publication.work import work_sentence
from orchestration.runs import Runs
from orchestration.warehouse import address, is_file, open_published, open_warehouse
from orchestration.writer import only_writer


def refresh(project: Project, *, as_of: str | None, full: bool, wait: float, as_json: bool) -> None:
    """Make a release, then print its segments and where to look next.

    Raises RefusedError when nothing could be published; the last release stands then.
    """
    # Whoever can't have the lock learns it before seconds of imports.
    with only_writer(project, wait):
        pass
    with console.shown_progress() as steps:
        Runs(project).run("refresh", as_of=as_of, full=full, wait=wait)
    with open_published(project) as published:
        segments, releases = read_segments(published), read_releases(published, limit=1)
    with open_warehouse(project, read_only=True) as warehouse:
        everything = read_segments(warehouse, hidden=True)
        (plan,) = warehouse.rows("select customers from membership.refresh_plan")
    release = releases[0]
    held = [row for row in everything if row["status"] == "held"]
    if as_json:
        seconds = {step.name: round(step.seconds, 3) for step in steps}
        console.print_json({"release": release, "segments": segments, "held": held, "seconds": seconds})
        return
    console.out.print(segments_table(segments), "")
    for row in held:
        console.out.print(f"[yellow]held[/] {row['segment']}: {row['held_reason']}", highlight=False)
    standing = [row for row in everything if row["status"] != "retired"]
    hidden = sum(row["access"] == "private" for row in standing)
    counts = f"{len(standing) - hidden} published, {hidden} hidden, {len(held)} held"
    console.out.print(_where_next(project, release, counts, work_sentence(release, plan["customers"])))


def _where_next(project: Project, release: dict[str, Any], counts: str, work: str) -> Table:
    as_of = clock(release["as_of"], project.variables["time_zone"])
    table = Table.grid(padding=(0, 2))
    table.add_row(f"release {release['release_id']}", f"as of {as_of}: {counts}")
    table.add_row("work", work)
    table.add_row("page", str(project.page_file.relative_to(project.root)))
    if is_file(project):
        table.add_row("for BI", f"{project.reader_file.relative_to(project.root)}, or Parquet in published/")
    else:
        table.add_row("for BI", f"schema published of {address(project)}")
    table.add_row("audit", f"{(project.data_docs_folder / 'index.html').relative_to(project.root)}")
    table.add_row("one segment", "segments show NAME, hidden ones too for whoever may read the warehouse")
    table.add_row("runs, lineage", "make serve")
    return table
