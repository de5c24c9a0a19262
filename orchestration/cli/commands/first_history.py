"""The history that a first refresh makes before the present: a release for each of the last month ends."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.defs.runs import Runs
from orchestration.project.clock import instant
from orchestration.project.errors import BlockedError, RefusedError
from orchestration.project.layers import LEDGER
from orchestration.project.periods import month_ends_before
from orchestration.project.progress import step
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.warehouse.connections import is_file, open_warehouse
from orchestration.warehouse.lock import WAIT_SECONDS

MOST_MONTHS = 120


@dataclass(frozen=True)
class Past:
    """A month end and its release, or the sentences for which there is none."""

    day: date
    release: dict[str, Any] | None
    refused: list[str]


def months_to_release(project: Project, asked: int | None, as_of: str | None) -> int:
    """Returns of how many month ends this refresh makes releases before that of the present.

    `asked` is what the user wants, None for what the project declares. Raises RefusedError if it doesn't go
    with a clock, or if the present was released before: then the past is for `segments backfill`.
    """
    if as_of is not None:
        if asked:
            raise RefusedError(
                "--history is of the months before the present: leave out --as-of or --history."
            )
        return 0
    wanted = project.default_history if asked is None else asked
    if not isinstance(wanted, int) or not 0 <= wanted <= MOST_MONTHS:
        raise RefusedError(
            f"{PROJECT_FILE}: default_input: history: '{wanted}' isn't a number, 0 to {MOST_MONTHS}."
        )
    if not wanted or not _has_present(project):
        return wanted
    if asked:
        raise RefusedError(
            "--history is for the first refresh, and this project has released the present before:"
            " segments backfill --from DAY --to DAY fills its past."
        )
    return 0


def release_months(runs: Runs, months: int, wait: float) -> list[Past]:
    """Makes a release for each of the last month ends before the present that has events and no release yet.

    Oldest first, without telling anybody and without files for readers. A month end that the audit blocks is
    left out. Raises RefusedError, as the present would, for everything else; earlier releases remain then.
    """
    zone = ZoneInfo(runs.project.variables["time_zone"])
    survey = runs.survey(wait)
    first = survey.first_event
    days = [day for day in month_ends_before(survey.present, months) if first and day >= first]
    released = _released(runs.project)
    made: list[Past] = []
    for day in days:
        as_of = instant(day.isoformat(), zone, None)
        if as_of in released:
            continue
        with step("history") as say:
            try:
                # Another refresh can run between two of them. The history continues after it.
                # The survey took in what had arrived, and the first release leaves no arrivals for others.
                clock, is_first = as_of.isoformat(), not made
                release = runs.run("backfill", as_of=clock, wait=WAIT_SECONDS, takes_input=is_first)
            except BlockedError as error:
                made.append(Past(day, None, error.sentences))
                say(f"{day}: {' '.join(error.sentences)}")
                continue
            except RefusedError as error:
                stopped = f"The history stopped at {day}; the next refresh goes on there."
                raise RefusedError(*error.sentences, stopped) from error
            made.append(Past(day, release, []))
            say(f"{day}: release {release['release_id']}, {release['segments_held']} segments held")
    return made


def _has_present(project: Project) -> bool:
    """Whether the present was ever released, as `as_of` in dbt_project.yml tells it."""
    if is_file(project) and not project.warehouse_file.is_file():
        return False
    with open_warehouse(project, read_only=True) as warehouse:
        columns = warehouse.columns(f"{LEDGER}.releases")
        if "clock" not in columns:
            # Of a version whose refreshes made no history.
            return bool(columns)
        found = f"select 1 as one from {LEDGER}.releases where clock in ('latest', 'now', ?) limit 1"
        return bool(warehouse.rows(found, [str(project.variables.get("as_of"))]))


def _released(project: Project) -> set[Any]:
    with open_warehouse(project, read_only=True) as warehouse:
        if not warehouse.columns(f"{LEDGER}.releases"):
            return set()
        return {row["as_of"] for row in warehouse.rows(f"select as_of from {LEDGER}.releases")}
