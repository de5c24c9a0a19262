"""Campaigns: while one runs, its segment is refreshed as often as the campaign needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.rules.cadences import LATE_AFTER, most_demanding
from orchestration.rules.seed_files import day, read_rows

FILE = "seeds/segment_campaigns.csv"
COLUMNS = ("campaign", "segment", "starts_on", "ends_on", "cadence")


@dataclass(frozen=True)
class Campaign:
    """One row: a campaign to a segment, from the start of one day to the end of another in time_zone."""

    campaign: str
    segment: str
    starts_on: date
    ends_on: date
    cadence: str


def read_campaigns(project: Project) -> list[Campaign]:
    """Returns the readable campaigns, or none without the file. campaign_mistakes() reports the others."""
    return [found for _, found in _rows(project) if isinstance(found, Campaign)]


def campaign_mistakes(project: Project, segments: Iterable[str]) -> Iterator[str]:
    """Yields a sentence for each mistake in a row. The segment of a finished campaign may no longer exist."""
    known, present = list(segments), today(project)
    for line, found in _rows(project):
        if isinstance(found, str):
            yield f"{FILE}: line {line}: {found}"
        elif found.segment not in known and found.ends_on >= present:
            near = hint(found.segment, known)
            yield f"{FILE}: line {line}: segment: no segment is called '{found.segment}'{near}"


def cadences_now(project: Project, own: Mapping[str, str]) -> dict[str, str]:
    """Returns the cadence of each segment today: the shorter of its own and those of running campaigns."""
    return cadences_on(project, own, today(project))


def cadences_on(project: Project, own: Mapping[str, str], on: date) -> dict[str, str]:
    """Returns each segment's cadence on a day: the shorter of its own and those of the day's campaigns."""
    running = [row for row in read_campaigns(project) if row.starts_on <= on <= row.ends_on]
    return {
        name: most_demanding([cadence, *(row.cadence for row in running if row.segment == name)])
        for name, cadence in own.items()
    }


def today(project: Project) -> date:
    """Returns today's date in time_zone, by the machine's clock."""
    return datetime.now(ZoneInfo(project.variables["time_zone"])).date()


def _rows(project: Project) -> Iterator[tuple[int, Campaign | str]]:
    for line, row in read_rows(project, FILE, COLUMNS):
        yield line, row if isinstance(row, str) else _campaign(row)


def _campaign(row: Mapping[str, str]) -> Campaign | str:
    starts_on, ends_on = day(row, "starts_on"), day(row, "ends_on")
    if isinstance(starts_on, str):
        return starts_on
    if isinstance(ends_on, str):
        return ends_on
    if ends_on < starts_on:
        return f"ends_on: {ends_on} is before starts_on {starts_on}"
    if row["cadence"] not in LATE_AFTER:
        return f"cadence: '{row['cadence']}' is not a cadence for campaigns{hint(row['cadence'], LATE_AFTER)}"
    return Campaign(row["campaign"], row["segment"], starts_on, ends_on, row["cadence"])
