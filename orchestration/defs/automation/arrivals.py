"""The sensor that refreshes when new events have arrived."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dagster import (
    DefaultSensorStatus,
    RunRequest,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from orchestration.defs.automation.due import last_refresh
from orchestration.defs.jobs import refresh_job, run_config
from orchestration.defs.notices import notify
from orchestration.ingest import brought_tables
from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.layers import CORE, RAW
from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, address, is_file, open_warehouse
from orchestration.warehouse.identifiers import quoted
from orchestration.warehouse.lock import glance

# Seconds between two looks at the input.
LOOK_EVERY = 60

# A row can't have been loaded later than this, whatever it says. Some loaders write the time of a zone that
# is ahead of UTC.
AHEAD = timedelta(days=1)
# Nor before this: PostgreSQL's -infinity is no time of Python's.
EARLIEST = "0001-01-02"


def arrivals_sensor(project: Project) -> SensorDefinition:
    """The sensor `new_events`: one arrival starts one refresh, at most one in `arrivals_minutes`."""

    @sensor(
        name="new_events",
        job=refresh_job,
        minimum_interval_seconds=LOOK_EVERY,
        default_status=DefaultSensorStatus.RUNNING,
        description="Starts a refresh when the input has events that the last refresh didn't see.",
    )
    def new_events(context: SensorEvaluationContext) -> SensorResult | SkipReason:
        # Read anew at each look: dbt_project.yml may have changed since Dagster loaded the project.
        now, seen = Project(project.root, project.target), Seen.read(context.cursor)
        minutes = now.variables.get("arrivals_minutes")
        if minutes is None:
            return SkipReason("dbt_project.yml: arrivals_minutes is null, so arrivals start no refresh.")
        try:
            arrived = newest_arrival(now)
        except PassingError as error:
            return SkipReason(error.sentences[0])
        except RefusedError as error:
            context.update_cursor(replace(seen, told=error.sentences[0]).written())
            if error.sentences[0] != seen.told and not isinstance(error, NotYetError):
                notify(project, "new_events can't look", error.sentences)
            return SkipReason(error.sentences[0])
        present = _input(now)
        if seen.input and seen.input != present:
            arrived = f"the input is now {present}"
        if arrived is None or arrived == seen.arrived:
            context.update_cursor(Seen(present, seen.arrived).written())
            return SkipReason("Nothing has arrived since the last refresh.")
        last = last_refresh(context.instance)
        earliest = last + timedelta(minutes=minutes) if last else None
        if earliest and earliest > datetime.now(UTC):
            return SkipReason(f"New events have arrived; the next refresh may begin at {earliest:%H:%M} UTC.")
        run = RunRequest(
            run_key=arrived,
            run_config=run_config(),
            tags={"segments/because": f"new events: {arrived}"},
        )
        return SensorResult(run_requests=[run], cursor=Seen(present, arrived).written())

    return new_events


@dataclass(frozen=True)
class Seen:
    """What the sensor keeps from one look to the next: the input, what last arrived in it, what it told."""

    input: str | None = None
    arrived: str | None = None
    told: str | None = None

    @classmethod
    def read(cls, cursor: str | None) -> "Seen":
        """As the last look wrote it; an earlier version wrote what had arrived alone."""
        try:
            return cls(*json.loads(cursor or "[]"))
        except ValueError:
            return cls(arrived=cursor)

    def written(self) -> str:
        """The text that Dagster keeps."""
        return json.dumps([self.input, self.arrived, self.told])


class NotYetError(RefusedError):
    """There is nothing to look at before the first refresh, which is nobody's mistake."""


def newest_arrival(project: Project) -> str | None:
    """What tells this state of the input from the one that core has taken in; None where they are the same.

    Of events with loaded_at the newest one, of others their number, of the project's own input its hash.
    Raises PassingError while somebody writes to the warehouse, NotYetError before the first refresh, and
    RefusedError when the input can't be read.
    """
    if is_file(project) and not project.warehouse_file.is_file():
        raise NotYetError("There is no warehouse yet: run `segments refresh` first.")
    with glance(project.lock_file), open_warehouse(project, read_only=True) as warehouse:
        if not warehouse.columns(f"{CORE}.input_watermark"):
            raise NotYetError("Nothing has been refreshed yet: run `segments refresh` first.")
        if project.default_input and not project.reads_own_data:
            return _new_files(project, warehouse)
        for variable in ("customers_relation", "events_relation"):
            relation = project.variables.get(variable)
            if not relation or not warehouse.columns(relation):
                raise RefusedError(_gone(project, variable, relation))
        try:
            return _new_events(project, warehouse)
        except warehouse.errors as error:
            said = str(error).splitlines()[0]
            raise RefusedError(f"dbt_project.yml: events_relation: it can't be read: {said}") from error


def _gone(project: Project, variable: str, relation: str | None) -> str:
    place = "warehouse/" + project.warehouse_file.name if is_file(project) else address(project)
    if not relation:
        return f"dbt_project.yml: {variable} names nothing: name both relations."
    return (
        f"dbt_project.yml: {variable}: {relation} isn't in {place}, or its user can't see it: load it"
        " again, or name the relation that replaces it."
    )


def _input(project: Project) -> str:
    named = [project.variables.get(variable) for variable in ("customers_relation", "events_relation")]
    return " and ".join(filter(None, named)) or "the project's own input"


def _new_files(project: Project, warehouse: Warehouse) -> str | None:
    files = {f"{load.schema}.{load.table}": load.fingerprint for load in brought_tables(project)}
    rows = warehouse.rows(f"select schema_name, table_name, fingerprint from {RAW}.loads")
    loaded = {f"{row['schema_name']}.{row['table_name']}": row["fingerprint"] for row in rows}
    if files.items() <= loaded.items():
        return None
    return hashlib.md5("".join(files.values()).encode(), usedforsecurity=False).hexdigest()


def _new_events(project: Project, warehouse: Warehouse) -> str | None:
    relation = project.variables["events_relation"]
    columns = warehouse.columns(relation)
    stamp = next((name for name in columns if name.lower() == "loaded_at"), None)
    if stamp is None:
        (count,) = warehouse.rows(f"select count(*) as events from {relation}")
        return f"{count['events']} events"
    latest = utc_now() + AHEAD
    column, kind = quoted(stamp), columns[stamp]
    (newest,) = warehouse.rows(
        f"select max({_as_utc(column, kind)}) as loaded_at from {relation}"
        f" where {column} between timestamp '{EARLIEST}' and timestamp '{latest.isoformat(' ')}'"
    )
    arrived: datetime | None = newest["loaded_at"]
    if arrived and kind == "date":
        # As core has it: a day's first instant in the time zone.
        zone = ZoneInfo(project.variables["time_zone"])
        arrived = arrived.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    (noted,) = warehouse.rows(f"select watermark from {CORE}.input_watermark")
    seen = noted["watermark"]
    # Core takes any time for its watermark: behind one of days to come, it reads all again and misses none.
    if arrived is None or (seen and arrived <= seen <= latest):
        return None
    return f"loaded at {arrived.isoformat()}"


def _as_utc(column: str, kind: str) -> str:
    # By a plain cast, a server's own zone would decide.
    return f"timezone('UTC', {column})" if kind.endswith("with time zone") else f"cast({column} as timestamp)"
