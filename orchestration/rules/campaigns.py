"""Campaigns: while one runs, its segment is refreshed as often as the campaign needs."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.rules.cadences import LATE_AFTER, most_demanding

FILE = "seeds/segment_campaigns.csv"
COLUMNS = ("campaign", "segment", "starts_on", "ends_on", "cadence")


@dataclass(frozen=True)
class Campaign:
    """One row: a campaign to a segment, from the beginning of a day to the end of another in time_zone."""

    campaign: str
    segment: str
    starts_on: date
    ends_on: date
    cadence: str


def read_campaigns(project: Project) -> list[Campaign]:
    """The campaigns that can be read; none without the file. campaign_mistakes() speaks of the others."""
    return [found for _, found in _rows(project) if isinstance(found, Campaign)]


def campaign_mistakes(project: Project, segments: Iterable[str]) -> Iterator[str]:
    """A sentence for each row that is wrong. The segment of a campaign that is over may be gone."""
    known, day = list(segments), today(project)
    for line, found in _rows(project):
        if isinstance(found, str):
            yield f"{FILE}: line {line}: {found}"
        elif found.segment not in known and found.ends_on >= day:
            near = hint(found.segment, known)
            yield f"{FILE}: line {line}: segment: no segment is called '{found.segment}'{near}"


def cadences_now(project: Project, own: Mapping[str, str]) -> dict[str, str]:
    """Cadence by segment with today's campaigns: the shorter of its own and theirs."""
    day = today(project)
    running = [row for row in read_campaigns(project) if row.starts_on <= day <= row.ends_on]
    return {
        name: most_demanding([cadence, *(row.cadence for row in running if row.segment == name)])
        for name, cadence in own.items()
    }


def today(project: Project) -> date:
    """The day that it is in time_zone, by the machine's clock."""
    return datetime.now(ZoneInfo(project.variables["time_zone"])).date()


def _rows(project: Project) -> Iterator[tuple[int, Campaign | str]]:
    file = project.root / FILE
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
        if missing:
            yield 1, f"there is no column {missing[0]}; the columns are {', '.join(COLUMNS)}"
            return
        for row in reader:
            yield reader.line_num, _campaign(row)


def _campaign(row: Mapping[str, str | None]) -> Campaign | str:
    values = {column: (row[column] or "").strip() for column in COLUMNS}
    empty = [column for column, value in values.items() if not value]
    if empty:
        return f"{empty[0]}: nothing is given"
    days = {}
    for column in ("starts_on", "ends_on"):
        try:
            days[column] = date.fromisoformat(values[column])
        except ValueError:
            return f"{column}: '{values[column]}' is no date: write it as in 2017-06-30"
    if days["ends_on"] < days["starts_on"]:
        return f"ends_on: {days['ends_on']} lies before starts_on {days['starts_on']}"
    if values["cadence"] not in LATE_AFTER:
        return f"cadence: '{values['cadence']}' is none for a campaign{hint(values['cadence'], LATE_AFTER)}"
    return Campaign(values["campaign"], values["segment"], **days, cadence=values["cadence"])
