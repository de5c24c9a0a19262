"""Checks the goals of segments in seeds/goals.csv and seeds/goal_notes.csv."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.rules.said import said_by_macro
from orchestration.rules.seed_files import day, read_rows

GOALS, NOTES = "seeds/goals.csv", "seeds/goal_notes.csv"
GOAL_COLUMNS = (
    "goal",
    "segment",
    "metric",
    "direction",
    "target",
    "set_on",
    "due_on",
    "owner",
    "review_every_days",
)
NOTE_COLUMNS = ("goal", "noted_on", "author", "note")

METRICS: list[str] = said_by_macro("insights/goal_metrics.sql", "goal_metrics")
DIRECTIONS = ("at_least", "at_most")


def goal_mistakes(project: Project, segments: Iterable[str], today: date) -> Iterator[str]:
    """Yields a sentence for each wrong row of either file. The segment of a past goal may be gone."""
    known, names = list(segments), set[str]()
    for line, row in read_rows(project, GOALS, GOAL_COLUMNS):
        found = [row] if isinstance(row, str) else list(_of_goal(row, known, today))
        if not isinstance(row, str):
            if row["goal"] in names:
                found.append(f"goal: '{row['goal']}' stands on an earlier line, too")
            names.add(row["goal"])
        yield from (f"{GOALS}: line {line}: {sentence}" for sentence in found)
    for line, row in read_rows(project, NOTES, NOTE_COLUMNS):
        found = [row] if isinstance(row, str) else list(_of_note(row, names))
        yield from (f"{NOTES}: line {line}: {sentence}" for sentence in found)


def _of_goal(row: Mapping[str, str], segments: list[str], today: date) -> Iterator[str]:
    for column, valid in (("metric", METRICS), ("direction", DIRECTIONS)):
        if row[column] not in valid:
            yield f"{column}: '{row[column]}' is not one of {', '.join(valid)}"
    try:
        if not Decimal(row["target"]).is_finite():
            raise InvalidOperation
    except InvalidOperation:
        yield f"target: '{row['target']}' is not a number; write it like 1500 or 0.05"
    if not (row["review_every_days"].isdecimal() and 0 < int(row["review_every_days"]) <= 3660):
        yield f"review_every_days: '{row['review_every_days']}' is not a number of days from 1 to 3660"
    days = [day(row, column) for column in ("set_on", "due_on")]
    wrong = [found for found in days if isinstance(found, str)]
    yield from wrong
    set_on, due_on = days
    if isinstance(set_on, date) and isinstance(due_on, date):
        if due_on <= set_on:
            yield f"due_on: {due_on} is not after set_on {set_on}"
        if row["segment"] not in segments and due_on >= today:
            yield f"segment: no segment is called '{row['segment']}'{hint(row['segment'], segments)}"


def _of_note(row: Mapping[str, str], goals: set[str]) -> Iterator[str]:
    if row["goal"] not in goals:
        yield f"goal: no goal is called '{row['goal']}'{hint(row['goal'], sorted(goals))}"
    if isinstance(found := day(row, "noted_on"), str):
        yield found
