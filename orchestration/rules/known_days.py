"""Days that are known to have an unusual number of events, read from their file."""

from collections.abc import Collection, Iterator, Mapping

from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.rules.seed_files import day, read_rows

FILE = "seeds/unusual_days.csv"
COLUMNS = ("day", "event_name", "at_least", "at_most", "note")
BOUNDS = ("at_least", "at_most")


def known_day_mistakes(project: Project) -> Iterator[str]:
    """Yields a sentence for each wrong row."""
    seen: dict[tuple[str, str], int] = {}
    for line, values in read_rows(project, FILE, COLUMNS, optional=COLUMNS):
        if isinstance(values, str):
            yield f"{FILE}: line {line}: {values}"
            continue
        yield from (f"{FILE}: line {line}: {mistake}" for mistake in _mistakes(values))
        first = seen.setdefault((values["day"], values["event_name"]), line)
        if first != line:
            yield f"{FILE}: line {line}: day: {values['day']} stands in line {first} already; keep one"


def unknown_events(project: Project, events: Collection[str]) -> Iterator[str]:
    """Yields a sentence for each row about a kind of event that the data don't have. It does no harm."""
    for line, values in read_rows(project, FILE, COLUMNS, optional=COLUMNS):
        name = "" if isinstance(values, str) else values["event_name"]
        if name and name not in events:
            yield f"{FILE}: line {line}: event_name: unknown event '{name}'{hint(name, events)}"


def _mistakes(values: Mapping[str, str]) -> Iterator[str]:
    if isinstance(found := day(values, "day"), str):
        yield found
    if not values["note"]:
        yield "note: nothing is given; say what day it is"
    bounds = dict.fromkeys(BOUNDS, 1.0)
    for column in BOUNDS:
        try:
            bounds[column] = float(values[column] or 1)
        except ValueError:
            bounds[column] = -1.0
        # NaN is neither below nor above any number.
        if not 0 <= bounds[column] < 10**7:
            yield f"{column}: '{values[column]}' is not a number of times the usual, such as 0.5 or 2"
            return
    if bounds["at_least"] > bounds["at_most"]:
        yield (
            f"at_least: {bounds['at_least']:g} lies above at_most, {bounds['at_most']:g}"
            " (1 where nothing is given)"
        )
