"""One segment as one query over customers and events, at any clock, for previews and explanations."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from orchestration.dbt.in_process import Dbt
from orchestration.dbt.varied import VariedDbt
from orchestration.project.clock import instant
from orchestration.project.errors import RefusedError
from orchestration.project.nearest import unknown_segment
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.rules.check import check_segment, dialect
from orchestration.rules.registry import Segment, read_segments, segment_files
from orchestration.rules.rendering import Rendering, taken_apart
from orchestration.rules.vocabulary import CUSTOMERS, newest_day
from orchestration.warehouse.connections import Warehouse, open_warehouse


@dataclass(frozen=True)
class Standalone:
    """A segment rendered for a clock: `as_of` in UTC, and the project's time zone `zone`."""

    segment: Segment
    segments: dict[str, Segment]
    as_of: datetime
    zone: str
    sql: str
    rendering: Rendering
    dialect: str


def render_standalone(project: Project, name: str, as_of: str | None) -> Standalone:
    """Compiles one segment as its file stands now.

    The warehouse is opened read-only, and is closed while dbt works, so that others can read it too. Raises
    RefusedError for an unknown segment, a mistake in its file, and a warehouse that isn't built or that a
    refresh holds.
    """
    files = segment_files(project)
    if name not in files:
        raise unknown_segment(name, files)
    zone = ZoneInfo(project.variables["time_zone"])
    with open_warehouse(project, read_only=True) as warehouse:
        if not warehouse.columns(CUSTOMERS):
            raise RefusedError("The warehouse holds no customers yet: run `segments refresh` first.")
        newest = newest_day(warehouse)
    clock = instant(as_of or str(project.variables["as_of"]), zone, newest)
    dbt = Dbt(project)
    with step("compile"):
        sql = _bare(dbt.compile_alone(name, clock))
    segments = read_segments(dbt.manifest_alone())
    return Standalone(
        segment=segments[name],
        segments=segments,
        as_of=clock,
        zone=zone.key,
        sql=sql,
        rendering=taken_apart(sql, dialect(project)),
        dialect=dialect(project),
    )


def render_variants(project: Project, standalone: Standalone, texts: Iterable[str]) -> list[Standalone]:
    """Returns the segment rendered with each text as its file. The texts differ only in literals."""
    with step("compile variants"):
        queries = VariedDbt(project).compile_varied(standalone.segment.name, standalone.as_of, texts)
    return [
        replace(standalone, sql=sql, rendering=taken_apart(sql, standalone.dialect))
        for sql in map(_bare, queries)
    ]


def _bare(query: str) -> str:
    """Returns a compiled query in a form that other queries can contain."""
    return query.strip().rstrip(";")


def refuse_mistakes(project: Project, standalone: Standalone, warehouse: Warehouse) -> None:
    """Raises RefusedError for mistakes on which the engine would fail with its own words."""
    mistakes = check_segment(project, standalone.segments, standalone.segment.name, warehouse)
    if mistakes:
        raise RefusedError(*mistakes)
