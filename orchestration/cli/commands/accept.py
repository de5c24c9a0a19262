"""`segments accept`: records that somebody checked a held segment and found it right."""

from collections.abc import Sequence

from orchestration.audit.acceptance import accept
from orchestration.project.present import logged_in_user
from orchestration.project.project import Project
from orchestration.terminal import console
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.writer import only_writer


def accept_findings(
    project: Project,
    segments: Sequence[str],
    release: int,
    note: str,
    by: str | None,
    *,
    wait: float,
    as_json: bool,
) -> None:
    """Records who accepted which findings, and why. The next refresh of that day publishes the segments.

    Raises RefusedError, and records nothing, if one of the segments has nothing to accept.
    """
    rows = []
    with only_writer(project, wait), open_warehouse(project) as warehouse, warehouse.transaction():
        for name in dict.fromkeys(segments):
            zone = project.variables["time_zone"]
            rows += accept(warehouse, name, release, note, by or logged_in_user(), zone)
    if as_json:
        console.print_json({"accepted": rows})
        return
    for row in rows:
        finding = f"{row['check_name']}: {row['observed']}, expected {row['expected']}"
        console.out.print(f"accepted {row['segment']} on {row['as_of_day']}: {finding}", highlight=False)
    day = rows[0]["as_of_day"]
    console.out.print(
        f"The next refresh with an as-of time on {day} publishes it; from the day after, the audit"
        " judges it as usual.",
        highlight=False,
    )
